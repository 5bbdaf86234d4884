"""My tasks (待办): what somebody has to do by a day, raised by the domains."""
