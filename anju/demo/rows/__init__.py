"""What the workbooks of the demo county say, row by row."""
