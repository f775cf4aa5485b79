"""Submission files: what an edition accepts, what is wrong with a file, how it is repaired, scored and packed.

A file is read once (:mod:`~mediaeval.submissions.reader`), by one reader for every edition. What it finds is the
validation; what it understood is what the repair writes; the cells as they stand are what is scored.
"""
