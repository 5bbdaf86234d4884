"""Yearly targets (年度计划): one line for each thing that is to be founded, built or brought in."""
