"""Rights and protection (权益保障): insurance, allowances, disability, monitoring, land, booklet requests."""
