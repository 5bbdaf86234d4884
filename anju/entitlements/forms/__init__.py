"""Forms of entitlements."""
