"""The shell: menu, overview, tasks, figures, search, and the pages that put several domains side by side."""
