"""Guided drafting: what is asked, what was answered, and the letter as far as it has come.

The interview (``letterkit new``) and the local page (``letterkit serve``) share this room; nothing
in it knows a terminal or a browser.
"""
