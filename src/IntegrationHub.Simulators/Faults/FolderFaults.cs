using System.Text;

namespace IntegrationHub.Simulators.Faults;

/// <summary>What goes wrong with files that an office puts into a folder.</summary>
internal static class FolderFaults
{
    /// <param name="times">So many tables and no more, of those that can be read as text.</param>
    public static void Play(string kind, string folder, string away, int times)
    {
        if (kind == FaultKinds.Absent)
        {
            Directory.Move(folder, away);
            return;
        }

        foreach (var file in Directory.GetFiles(folder).Order(StringComparer.Ordinal))
        {
            var bytes = File.ReadAllBytes(file);
            var isText = file.EndsWith(".csv", StringComparison.Ordinal);
            switch (kind)
            {
                case FaultKinds.FileTruncated when !isText:
                    File.WriteAllBytes(file, bytes[..(bytes.Length / 2)]);
                    break;

                // A letter of the old Vietnamese encodings is one byte, which is no UTF-8.
                case FaultKinds.FileEncoding when isText:
                    File.WriteAllBytes(file, Encoding.Latin1.GetBytes(Encoding.UTF8.GetString(bytes).Replace('ố', '\u00e8').Replace('Đ', '\u00a7')));
                    break;
                case FaultKinds.FileColumns when isText:
                    File.WriteAllText(file, Encoding.UTF8.GetString(bytes).Replace("Mã đơn vị", "Ký hiệu", StringComparison.Ordinal));
                    break;
                case FaultKinds.FileCell when isText && times-- > 0:
                    File.WriteAllText(file, Spoiled(Encoding.UTF8.GetString(bytes)));
                    break;
            }
        }
    }

    // The first count of the first record is half of a sentence.
    private static string Spoiled(string text)
    {
        var lines = text.Split("\r\n");
        var separator = lines[0].Contains(';', StringComparison.Ordinal) ? ';' : ',';
        if (lines.Length > 1 && lines[1].Split(separator) is { Length: > 3 } cells)
        {
            cells[3] = "khoảng 1,5 nghìn";
            lines[1] = string.Join(separator, cells.Select(c => c.Contains(separator, StringComparison.Ordinal) ? $"\"{c}\"" : c));
        }

        return string.Join("\r\n", lines);
    }
}
