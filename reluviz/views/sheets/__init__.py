"""Pictures with axes that the mouse works on: what the panels of layered networks share."""
