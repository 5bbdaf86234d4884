"""Reading across domains for the pages of the shell: one function a page, plain values out."""
