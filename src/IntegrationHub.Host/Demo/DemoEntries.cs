using System.Globalization;
using IntegrationHub.Collect.Entries;
using IntegrationHub.Host.Hosting;
using IntegrationHub.Simulators.Sources;
using IntegrationHub.Store.Catalogue;
using IntegrationHub.Store.Entries;

namespace IntegrationHub.Host.Demo;

/// <summary>What people would have entered in the demo's year: made-up numbers of made-up documents, entered by one and confirmed by another.</summary>
public static class DemoEntries
{
    public const string SourceId = "nhap-tay";

    private const string Province = "ubnd-tinh-bac-giang";
    private const string Education = "so-gddt";
    private const string EnteredBy = "cán bộ nhập liệu (mô phỏng)";
    private const string ConfirmedBy = "lãnh đạo phòng (mô phỏng)";

    /// <summary>The manual source and who may enter amounts of metrics.</summary>
    public static IReadOnlyList<CatalogueFile> Files { get; } =
    [
        new($"sources/{SourceId}.yaml", $$"""
            id: {{SourceId}}
            connector: manual
            name: { vi: "Nhập tay có tài liệu chứng minh (mô phỏng)", en: "Entered by hand, with evidence (simulated)" }
            options: {}

            """.ReplaceLineEndings("\n")),
        new($"aliases/{SourceId}.yaml", $"source: {SourceId}\naliases:\n  - {{ code: {Education}, unit: {Education}, synthetic: true }}\n"),
    ];

    private static readonly EntryDraft[] Drafts =
    [
        Of("dti-rank", Province, "2024", amount: "9", document: "01/BC-MP"),
        Of("security-drill-count", Province, "2024", amount: "2", document: "02/BC-MP"),
        Of("dt-conference-count", Province, "2024", amount: "5", document: "03/BC-MP"),
        Of("education-meeting-point-count", Province, "2024", amount: "31", document: "04/BC-MP"),
        Of("dt-expert-trained-count", Province, "2024", amount: "38", document: "05/BC-MP"),
        Of("egov-architecture-update", Province, "2024", state: "done", document: "06/QĐ-MP"),
        Of("tthc-internal-process-regulation", Province, "2024", state: "done", document: "07/QĐ-MP"),
        Of("tthc-internal-process-regulation", "so-noi-vu", "2024", state: "done", document: "08/QĐ-MP"),
        Of("tthc-internal-process-regulation", "ban-dan-toc", "2024", state: "open"),
        Of("curriculum.upper_secondary.total", Education, "2024-11-30", amount: "1200", document: "09/BC-MP"),
        Of("curriculum.upper_secondary.elearning", Education, "2024-11-30", amount: "276", document: "09/BC-MP"),
    ];

    /// <summary>What the amounts of metrics come to; those are entered for a day.</summary>
    public static IEnumerable<TruthCell> Truth
    {
        get
        {
            foreach (var draft in Drafts)
            {
                if (DateOnly.TryParseExact(draft.Period, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day))
                {
                    yield return new(draft.What, draft.Unit, day, day.AddDays(1), decimal.Parse(draft.Amount!, CultureInfo.InvariantCulture));
                }
            }
        }
    }

    /// <summary>Enters and confirms everything, unless that was done before.</summary>
    public static async Task EnterAsync(IServiceProvider services, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(services);
        var book = services.GetRequiredService<EntryBook>();
        if ((await book.ListAsync(null, null, withUndone: true, 1, cancellationToken)).Count > 0)
        {
            return;
        }

        foreach (var draft in Drafts)
        {
            var entry = await book.AddAsync(draft, cancellationToken);
            await book.ConfirmAsync(entry.Id, ConfirmedBy, cancellationToken);
        }
    }

    /// <summary>Brings the amounts of metrics to the recorder now; with a schedule running a collector does it by itself.</summary>
    public static async Task RecordAsync(DirectPull pull, ActiveCatalogue catalogue, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(pull);
        if (EntryRecorder.SourceOf(catalogue) is { } source)
        {
            await pull.TryRecordEntriesAsync(source, catalogue, cancellationToken);
        }
    }

    private static EntryDraft Of(string what, string unit, string period, string? amount = null, string? state = null, string? document = null) =>
        new(what, unit, period, amount, state, document, document is null ? null : new DateOnly(2024, 12, 2), null, EnteredBy);
}
