using Microsoft.Data.Sqlite;

namespace IntegrationHub.Simulators.Faults;

/// <summary>What goes wrong with a database that is a file.</summary>
internal static class DatabaseFaults
{
    /// <returns>What has to be held for as long as the fault lasts.</returns>
    public static SqliteConnection? Play(string kind, string file)
    {
        switch (kind)
        {
            case FaultKinds.Absent:
                File.Delete(file);
                return null;
            case FaultKinds.FileTruncated:
                File.WriteAllText(file, "<html>không phải cơ sở dữ liệu</html>");
                return null;
            case FaultKinds.FileColumns:
                Execute("DROP VIEW v_ho_so_suc_khoe; CREATE VIEW v_ho_so_suc_khoe AS SELECT ma_huyen, ngay, dan_so, co_ho_so AS so_ho_so FROM thong_ke");
                return null;
            case FaultKinds.FileCell:
                Execute("UPDATE thong_ke SET dan_so = 'khoảng 1,5 nghìn' WHERE rowid = (SELECT max(rowid) FROM thong_ke)");
                return null;
            case FaultKinds.Locked:
                var holder = Open();
                using (var command = holder.CreateCommand())
                {
                    command.CommandText = "PRAGMA locking_mode = EXCLUSIVE; BEGIN EXCLUSIVE";
                    command.ExecuteNonQuery();
                }

                return holder;
            default:
                return null;
        }

        void Execute(string sql)
        {
            using var connection = Open();
            using var command = connection.CreateCommand();
            command.CommandText = sql;
            command.ExecuteNonQuery();
        }

        SqliteConnection Open()
        {
            var connection = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = file, Pooling = false }.ConnectionString);
            connection.Open();
            return connection;
        }
    }
}
