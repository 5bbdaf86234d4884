"""Official letters: the structured model, the layout of GB/T 9704-2012, its renderers, and which figures they cite.

Owner of the data: the office that signs. Reads indicators only through the values handed in; knows no domain.
"""
