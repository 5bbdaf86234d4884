"""Sheet engine (表格导入): file to lines to findings to difference to one transaction. Knows no domain."""
