"""The demonstration: real bibliographic records, sentences in our own words, decisions made by nobody real.

It enters only an empty database (`manage.py load_demo`), and reaches every state through services.
"""
