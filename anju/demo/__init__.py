"""The demo county: invented workbooks of a whole county, from a fixed seed, imported as users import theirs.

`county.build` invents the county in memory, `workbooks.write` writes its files, `actions.build` imports them,
makes the demo log-ins and closes the months. Towns are the real ones of 平利县; the three digits of a town's code
(100 to 110), every person and all but two settlement sites are our own invention.
"""
