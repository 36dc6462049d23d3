"""The local page: drafting, checking and reading about the rules in a browser of this machine.

``server`` runs it, ``safety`` says who is let in; nothing here writes to a disk.
"""
