"""PostgreSQL: the embedded server, the pool, migrations, the one write path, jobs. It knows nothing of after-sales."""
