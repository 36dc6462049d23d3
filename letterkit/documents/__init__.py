"""Word files written elsewhere: what they hold besides their words, and how to take it out.

    path ──► opening ──► WordFile ──► findings ──► a list, or a clean copy
                                 └──► letterhead ──► the base of a letter

A file from elsewhere is not trusted: ``opening`` sets limits and refuses what is no Word file, and
nothing here follows a link, resolves an entity or runs anything.
"""
