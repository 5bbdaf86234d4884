"""Dated values (政策参数): what was the number on that day, and which document said so. Pure."""
