"""One file a CMS family: how its lists page, and where its bodies sit. Shapes: docs/adding-a-portal.md."""
