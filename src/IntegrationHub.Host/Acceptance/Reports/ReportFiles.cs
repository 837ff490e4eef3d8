using System.Globalization;
using System.Net;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Xml.Linq;
using IntegrationHub.Store.Model;

namespace IntegrationHub.Host.Acceptance.Reports;

/// <summary>The report in the formats that build servers, programs and people read.</summary>
public static class ReportFiles
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>One file in the format of its extension; without one all three beside each other.</summary>
    /// <returns>The files written.</returns>
    /// <exception cref="ArgumentException">Another extension.</exception>
    public static IReadOnlyList<string> Write(KitReport report, string file)
    {
        ArgumentNullException.ThrowIfNull(report);
        if (Path.GetDirectoryName(Path.GetFullPath(file)) is { } folder)
        {
            Directory.CreateDirectory(folder);
        }

        switch (Path.GetExtension(file).ToLowerInvariant())
        {
            case ".xml":
                File.WriteAllText(file, JUnit(report));
                return [file];
            case ".json":
                File.WriteAllText(file, ToJson(report));
                return [file];
            case ".html":
                File.WriteAllText(file, Html(report));
                return [file];
            case "":
                return [.. Write(report, file + ".xml"), .. Write(report, file + ".json"), .. Write(report, file + ".html")];
            case var other:
                throw new ArgumentException($"'{other}' is no format of a report; use .html, .json, .xml (JUnit), or a name without extension for all three");
        }
    }

    public static string ToJson(KitReport report) => JsonSerializer.Serialize(Shape(report), Json);

    /// <summary>What is printed and written as JSON.</summary>
    public static object Shape(KitReport report)
    {
        ArgumentNullException.ThrowIfNull(report);
        return new
        {
            report.Connector,
            report.Folder,
            report.Level,
            report.Passed,
            report.PassedLevel,
            report.Stability,
            evidence = CheckList.StabilityOf(report.PassedLevel),
            report.At,
            fileProblems = report.FileProblems,
            checks = report.Results.Select(r => new
            {
                r.Check.Number, r.Check.Level, title = new { vi = r.Check.TitleVi, en = r.Check.TitleEn }, state = r.Outcome.State.ToString(), r.Outcome.Note, seconds = Math.Round((decimal)r.Took.TotalSeconds, 2),
                r.Outcome.Findings, bypass = r.Bypass is null ? null : new { r.Bypass.Reason, r.Bypass.Owner, expires = r.Bypass.Expires.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture) },
            }),
        };
    }

    public static string JUnit(KitReport report)
    {
        ArgumentNullException.ThrowIfNull(report);
        var cases = report.Results.Select(r => new XElement("testcase",
            new XAttribute("classname", $"connector.{report.Connector}.level{r.Check.Level}"), new XAttribute("name", $"{r.Check.Number} {r.Check.TitleEn}"), new XAttribute("time", Seconds(r.Took)),
            r.Outcome.State switch
            {
                CheckState.Failed => new XElement("failure", new XAttribute("message", Printable(r.Outcome.Findings.Count == 0 ? "failed" : r.Outcome.Findings[0].What)), Printable(string.Join('\n', r.Outcome.Findings.Select(Line)))),
                CheckState.NotApplicable => new XElement("skipped", new XAttribute("message", Printable("not applicable: " + r.Outcome.Note))),
                CheckState.Bypassed => new XElement("skipped", new XAttribute("message", Printable($"bypassed until {r.Bypass!.Expires:yyyy-MM-dd} by {r.Bypass.Owner}: {r.Bypass.Reason}"))),
                _ => null,
            }));
        var file = report.FileProblems.Count == 0 ? null : new XElement("testcase", new XAttribute("classname", $"connector.{report.Connector}"), new XAttribute("name", AcceptanceFile.Name), new XAttribute("time", "0"),
            new XElement("failure", new XAttribute("message", Printable(report.FileProblems[0].What)), Printable(string.Join('\n', report.FileProblems.Select(Line)))));
        return new XDocument(new XDeclaration("1.0", "utf-8", null), new XElement("testsuites", new XElement("testsuite",
            new XAttribute("name", "hub connector test " + report.Connector), new XAttribute("tests", report.Results.Count + (file is null ? 0 : 1)),
            new XAttribute("failures", report.Count(CheckState.Failed) + (file is null ? 0 : 1)), new XAttribute("errors", 0),
            new XAttribute("skipped", report.Count(CheckState.NotApplicable) + report.Count(CheckState.Bypassed)),
            new XAttribute("time", Seconds(TimeSpan.FromTicks(report.Results.Sum(r => r.Took.Ticks)))), new XAttribute("timestamp", report.At.UtcDateTime.ToString("s", CultureInfo.InvariantCulture)),
            file, cases))).ToString();
    }

    public static string Html(KitReport report)
    {
        ArgumentNullException.ThrowIfNull(report);
        var html = new StringBuilder();
        html.Append(CultureInfo.InvariantCulture, $$"""
            <!DOCTYPE html>
            <html lang="vi"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><title>Nghiệm thu đầu nối {{Text(report.Connector)}}</title>
            <style>body{font:15px/1.5 system-ui,sans-serif;margin:2rem auto;max-width:70rem;padding:0 1rem;color:#1a1a1a;background:#fff}table{border-collapse:collapse;width:100%}th,td{text-align:left;vertical-align:top;padding:.4rem .6rem;border-bottom:1px solid #ccc}
            .Passed{color:#0a5c2b}.Failed{color:#a30000;font-weight:600}.NotApplicable,.Bypassed{color:#555}.en{color:#555}li{margin:.2rem 0}</style></head><body>
            <h1>{{Text(report.NameVi)}} <span class="en" lang="en">{{Text(report.NameEn)}}</span></h1>
            <p>Đầu nối <code>{{Text(report.Connector)}}</code> · mức {{report.Level}} · {{(report.Passed ? "<strong class=\"Passed\">ĐẠT</strong>" : "<strong class=\"Failed\">KHÔNG ĐẠT</strong>")}} · đạt đến mức {{report.PassedLevel}} · độ chín khai báo: {{Text(report.Stability)}} · theo bằng chứng: {{CheckList.StabilityOf(report.PassedLevel)}} · {{report.At.ToOffset(VietnamDay.Offset):dd/MM/yyyy HH:mm}}</p>
            <p>{{report.Count(CheckState.Passed)}} đạt, {{report.Count(CheckState.Failed)}} không đạt, {{report.Count(CheckState.NotApplicable)}} không áp dụng, {{report.Count(CheckState.Bypassed)}} bỏ qua có lý do.</p>

            """);
        Findings(html, report.FileProblems);
        html.Append("<table><thead><tr><th>Số</th><th>Mức</th><th>Kiểm tra</th><th>Kết quả</th><th>Chi tiết</th><th>Giây</th></tr></thead><tbody>\n");
        foreach (var result in report.Results)
        {
            html.Append(CultureInfo.InvariantCulture, $"<tr><td>{result.Check.Number}</td><td>{result.Check.Level}</td><td>{Text(result.Check.TitleVi)}<br><span class=\"en\" lang=\"en\">{Text(result.Check.TitleEn)}</span></td><td class=\"{result.Outcome.State}\">{Word(result.Outcome.State)}</td><td>{Text(result.Outcome.Note)}");
            if (result.Bypass is { } bypass)
            {
                html.Append(CultureInfo.InvariantCulture, $"<br>Người chịu trách nhiệm: {Text(bypass.Owner)} · hết hạn {bypass.Expires:dd/MM/yyyy}");
            }

            Findings(html, result.Outcome.Findings);
            html.Append(CultureInfo.InvariantCulture, $"</td><td>{Seconds(result.Took)}</td></tr>\n");
        }

        return html.Append("</tbody></table></body></html>\n").ToString();
    }

    public static string Word(CheckState state) => state switch
    {
        CheckState.Passed => "Đạt",
        CheckState.Failed => "Không đạt",
        CheckState.NotApplicable => "Không áp dụng",
        _ => "Bỏ qua có lý do",
    };

    public static string Line(CheckFinding finding) => $"{finding.Place}: {finding.What} → {finding.Remedy}";

    private static void Findings(StringBuilder html, IReadOnlyList<CheckFinding> findings)
    {
        if (findings.Count > 0)
        {
            html.Append("<ul>").AppendJoin("", findings.Select(f => $"<li><code>{Text(f.Place)}</code>: {Text(f.What)} → {Text(f.Remedy)}</li>")).Append("</ul>");
        }
    }

    private static string Text(string text) => WebUtility.HtmlEncode(text);

    // XML has no place for control characters, and what a source said may hold some.
    private static string Printable(string text) => new([.. text.Select(c => char.IsControl(c) && c is not '\n' ? ' ' : char.IsSurrogate(c) ? '?' : c)]);

    private static string Seconds(TimeSpan took) => took.TotalSeconds.ToString("0.00", CultureInfo.InvariantCulture);
}
