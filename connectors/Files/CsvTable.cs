using System.Globalization;
using System.Text;
using CsvHelper;

namespace IntegrationHub.Connectors.Files;

/// <summary>CSV in UTF-8 with , or ; between cells. Every other encoding is refused by name: guessing turns names and numbers into others.</summary>
internal static class CsvTable
{
    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    public static Table Read(byte[] bytes, int mostRows)
    {
        var text = Decode(bytes);
        var rows = new List<TableRow>();
        try
        {
            using var reader = CsvReader.FromText(text, new CsvReaderOptions
            {
                Separator = Separator(text), HasHeader = false, MalformedData = CsvMalformedDataHandling.Throw, TrackLineNumbers = true, IncludeValuesInExceptions = false, DetectSeparatorHint = false,
            });
            while (reader.Read())
            {
                var cells = new Dictionary<int, TableCell>();
                for (var column = 0; column < reader.FieldCount; column++)
                {
                    cells[column] = new(reader.GetString(column).Trim(), IsNumber: false);
                }

                rows.Add(new((int)reader.LineNumber, cells));
                if (rows.Count > mostRows + 10)
                {
                    throw FileFault.Rows(mostRows);
                }
            }
        }
        catch (CsvFormatException exception)
        {
            throw new FileFault("E_FILE_FORMAT", string.Create(CultureInfo.InvariantCulture, $"line {exception.LineNumber} has a quotation mark out of place, or one that is never closed; write the cell without quotation marks"));
        }

        return new(null, rows, []);
    }

    private static string Decode(byte[] bytes)
    {
        var span = bytes.AsSpan();
        var name = span switch
        {
            [0xFF, 0xFE, 0, 0, ..] or [0, 0, 0xFE, 0xFF, ..] => "UTF-32",
            [0xFF, 0xFE, ..] or [0xFE, 0xFF, ..] => "UTF-16",
            _ when span.StartsWith("PK"u8) => "an XLSX or ZIP archive",
            _ when span.IndexOf((byte)0) >= 0 => "UTF-16 without a mark, or no text at all",
            _ => null,
        };
        if (name is null)
        {
            try
            {
                return Strict.GetString(bytes).TrimStart('\uFEFF');
            }
            catch (DecoderFallbackException)
            {
                name = "an older code page (Windows-1258, TCVN3/ABC or VNI)";
            }
        }

        throw new FileFault("E_FILE_ENCODING", $"its encoding is {name}, not UTF-8; save it again as \"CSV UTF-8\"");
    }

    // By the first line that is no remark; a title with a comma in it stands in quotation marks.
    private static char Separator(string text)
    {
        foreach (var line in text.Split('\n').Where(l => l.Trim().Length > 0 && !l.TrimStart('"').StartsWith("# ", StringComparison.Ordinal)))
        {
            var (semicolons, commas, isQuoted) = (0, 0, false);
            foreach (var c in line)
            {
                isQuoted ^= c == '"';
                semicolons += c == ';' && !isQuoted ? 1 : 0;
                commas += c == ',' && !isQuoted ? 1 : 0;
            }

            return semicolons > commas ? ';' : ',';
        }

        return ',';
    }
}
