"""Invented people: names, families, persons with their numbers, households, and two years of life."""
