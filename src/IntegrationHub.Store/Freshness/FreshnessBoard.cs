using IntegrationHub.Indicators.Catalogue;

namespace IntegrationHub.Store.Freshness;

/// <summary>How fresh sources and figures are, held against what they are needed for.</summary>
public sealed record FreshnessBoard(DateTimeOffset At, IReadOnlyList<SourceStanding> Sources, IReadOnlyList<IndicatorStanding> Indicators);

/// <param name="ObjectiveMinutes">How old the last good pull may be; null: nobody has said, it is read on request.</param>
/// <param name="AgeMinutes">How old the last good pull is; null: there was none.</param>
/// <param name="IsStale">Older than it may be.</param>
/// <param name="NextDeadline">The next report that its figures go into; null: none that has a date.</param>
/// <param name="Forecast">Whether its figures will be there for that; null where there is no deadline.</param>
public sealed record SourceStanding(
    string Source, long? ObjectiveMinutes, bool IsDeclared, long? AgeMinutes, bool IsStale, ReportDeadline? NextDeadline, Forecast? Forecast, IReadOnlyList<StreamForecast> Streams);

/// <param name="DataTo">The last day that the stream's next report needs; null: none.</param>
public sealed record StreamForecast(string Stream, DateOnly? ConfirmedTo, DateOnly? DataTo, DateTimeOffset? NeededBy, Forecast? Forecast);

/// <param name="Owner">The unit whose plan it is.</param>
/// <param name="Lead">Who leads it by the plan, as the plan writes it.</param>
/// <param name="ConfirmedTo">Up to where all that it is made of is delivered; null: not known yet.</param>
/// <param name="Sources">What it is made of, as source/stream.</param>
public sealed record IndicatorStanding(
    string Plan, string Indicator, string Title, string Owner, IReadOnlyList<string> Lead, ReportDeadline Deadline, DateOnly? ConfirmedTo, Forecast Forecast, IReadOnlyList<string> Sources);
