"""Page kit: base page, components, tables, charts, exports, security headers. No domain words."""
