# Run by the postgres image once, after roles.sql, when its volume is empty.
set -eu
for role in hub_owner hub_writer hub_reader; do
  psql -v ON_ERROR_STOP=1 -U "$POSTGRES_USER" -d "$POSTGRES_DB" -v role="$role" -v password="$(cat /run/secrets/${role}_password)" <<'SQL'
ALTER ROLE :"role" PASSWORD :'password';
SQL
done
