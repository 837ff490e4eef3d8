using System.ComponentModel;
using System.Text.Json;
using IntegrationHub.Store.Outbox;
using IntegrationHub.Store.Plans;

namespace IntegrationHub.Api.Changes;

/// <param name="Items">Events in the order in which they were committed.</param>
public sealed record ChangePage(
    IReadOnlyList<ChangeEvent> Items,
    [property: Description("Cursor of what comes after; also given with an empty page. Keep it and ask with it again")] string Next,
    [property: Description("There was more when the answer was made: ask again at once")] bool More)
{
    internal static ChangePage Of(EventPage page) => new([.. page.Events.Select(ChangeEvent.Of)], page.Next.ToString(), page.HasMore);
}

/// <summary>A CloudEvents 1.0 document, the same that the bus and webhooks bring.</summary>
public sealed record ChangeEvent(
    string Specversion,
    [property: Description("The same event always has the same id, however it arrives")] string Id,
    string Source,
    [property: Description("vn.integrationhub.indicator.computed.v1: a figure of a plan's current view is another; vn.integrationhub.indicator.restated.v1: a month that had counted was changed; vn.integrationhub.release.announced.v1 and release.restated.v1: a release, and a released figure that is another now; vn.integrationhub.duty.reminder.v1: a report is due soon and was not sent")] string Type,
    string Subject,
    [property: Description("When it was recorded, UTC, to the microsecond: rises strictly from one recording to the next")] string Time,
    string Datacontenttype,
    [property: Description("Of a computed figure: a progress row with plan, reason and previous. contracts/asyncapi/v1.json describes the data of each type")] JsonElement Data)
{
    internal static ChangeEvent Of(OutboxRow row) => JsonSerializer.Deserialize<ChangeEvent>(row.Body, ProgressJson.Options)!;
}
