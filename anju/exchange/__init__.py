"""Exchange with the labour system (劳动力资源信息系统): its import templates and exports come in as they are (domain.md §2.2)."""
