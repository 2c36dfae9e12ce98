"""Ways into a site besides feeds and the eye: each is a kind of source, and `finding` tries all in order."""
