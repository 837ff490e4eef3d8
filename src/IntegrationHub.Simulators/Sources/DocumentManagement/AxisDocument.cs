using IntegrationHub.Simulators.World;

namespace IntegrationHub.Simulators.Sources.DocumentManagement;

/// <summary>A message on the document axis: a document, or one that revokes, updates or replaces an earlier one.</summary>
/// <param name="Number">Of all messages; part of the axis's own ids.</param>
/// <param name="Id">DocumentId of its header: a GUID, or composed of agency, day and number.</param>
/// <param name="Kind">BussinessDocType: 0 new, 1 revoke, 2 update, 3 replace.</param>
/// <param name="About">The earlier document.</param>
internal sealed record AxisDocument(int Number, DemoUnit Sender, IReadOnlyList<DemoUnit> Receivers, string Id, DateTimeOffset CreatedAt, int Kind, bool Secret, AxisDocument? About)
{
    /// <summary>From when on it is withdrawn; null for never.</summary>
    public DateTimeOffset? WithdrawnAt { get; init; }

    /// <summary>When the receiver agreed to that, or refused it.</summary>
    public DateTimeOffset? AnsweredAt { get; init; }

    public bool Refused { get; init; }

    public bool CountsAt(DateTimeOffset now) => Kind != 1 && !Secret && CreatedAt <= now && !(WithdrawnAt <= now && !Refused);

    /// <summary>The status code that the axis shows beside it.</summary>
    public string StatusAt(DateTimeOffset now) =>
        AnsweredAt <= now ? Refused ? "16" : "15"
        : WithdrawnAt <= now ? "13"
        : now < CreatedAt.AddDays(1) ? "01"
        : now < CreatedAt.AddDays(3) ? "04" : "06";
}
