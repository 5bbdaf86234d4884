"""The province's view (省级视图): what counties send of their closes, de-identified by construction, and figures over all.

A county makes a pack of a close: the columns that the catalogue asks for, keys as keyed digests, no text that a person
could be read from. The province takes packs in after proving them, counts its own catalogue over them and shows
counties, towns and sites, never people; small numbers of people are suppressed.
"""
