-- Least privilege on PostgreSQL. Run once by a superuser in the hub's database, before the first start: psql -d hub -f roles.sql
--   hub_owner   makes and changes tables: `hub db migrate`, and the processes that make the partition of the next month
--   hub_writer  reads and writes rows: collect, record, notify, api
--   hub_reader  reads: reporting, backup
-- Passwords are set afterwards: ALTER ROLE hub_writer PASSWORD '…';
DO $$
BEGIN
  IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'hub_owner') THEN CREATE ROLE hub_owner LOGIN; END IF;
  IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'hub_writer') THEN CREATE ROLE hub_writer LOGIN; END IF;
  IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'hub_reader') THEN CREATE ROLE hub_reader LOGIN; END IF;
END $$;
REVOKE ALL ON SCHEMA public FROM PUBLIC;
GRANT USAGE, CREATE ON SCHEMA public TO hub_owner;
GRANT USAGE ON SCHEMA public TO hub_writer, hub_reader;
ALTER DEFAULT PRIVILEGES FOR ROLE hub_owner IN SCHEMA public GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO hub_writer;
ALTER DEFAULT PRIVILEGES FOR ROLE hub_owner IN SCHEMA public GRANT USAGE, SELECT ON SEQUENCES TO hub_writer;
ALTER DEFAULT PRIVILEGES FOR ROLE hub_owner IN SCHEMA public GRANT SELECT ON TABLES TO hub_reader;
