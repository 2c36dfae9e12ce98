"""The only doors to the outside: web, parser processes, database, mail, files. Adapters are blind to each other."""
