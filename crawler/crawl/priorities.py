"""What is fetched before what: `Request.priority`, the highest first."""

FIRST_REPORT = 20  # one report before the lists are read to their end: it shows that a portal can be read
LIST = 10
FILE = 1
REPORT = 0
