"""Registry (基础台账): sites, communities, buildings, flats, households, persons and their dated membership.

A person is an identity; everything that changes about a person in a household lies in the membership spell.
Owner of the data: the county's relocation office; communities keep it.
"""
