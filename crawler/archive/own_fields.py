"""WARC fields that the standard does not name: a reader that does not know them passes over them."""

from __future__ import annotations

REQUESTED_URI = "WARC-Requested-URI"
"""Ours: the address first asked for, where redirects led on from it."""
KIND = "WARC-Capture-Kind"
"""Ours: what it was fetched as (`Capture.kind`); a report where the field is not there."""
TLS_CERTIFICATE = "WARC-TLS-Certificate"
"""Ours: what is wrong with the server's certificate, its SHA-256 and its last day (`Capture.certificate`)."""
REFERS_TO_FILENAME = "WARC-Refers-To-Filename"
REFERS_TO_OFFSET = "WARC-Refers-To-File-Offset"
"""As Heritrix writes them: where the record stands that a revisit refers to, beside the fields of the standard."""
