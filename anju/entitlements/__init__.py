"""Rights and benefits of relocated people (权益保障, domain.md §1.6–§1.10): insurance, assistance, disability, monitoring,
land kept at home, bank accounts, residence booklets and who is responsible for which matter. Owner: 县民政、医保、人社、农业农村.
"""
