namespace IntegrationHub.Store.Ledger;

public enum BatchState : short
{
    Pending = 0,
    Recorded = 1,

    /// <summary>Could not be recorded after all attempts; kept for an operator.</summary>
    Parked = 2,
}

/// <summary>
/// What is known of an archived page. It is the first outbox: stored with the moved cursor in one transaction and published again until Record has marked it.
/// </summary>
public sealed class Batch
{
    /// <summary>Number inside this store; the hot tables refer to it.</summary>
    public long No { get; init; }

    /// <summary>Identity on the bus: a number could be given twice after a restore.</summary>
    public required Guid Id { get; init; }

    public required Guid Run { get; init; }

    /// <summary>Order within the run.</summary>
    public required int Seq { get; init; }

    public required string Source { get; init; }

    public required string Stream { get; init; }

    public required string Connector { get; init; }

    public BatchState State { get; set; }

    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>Taken last in the record transaction under the advisory lock, so strictly increasing; null while pending.</summary>
    public DateTimeOffset? RecordedAt { get; set; }

    public required int Readings { get; init; }

    /// <summary>What the run has read completely with this page, as JSON; null for most pages.</summary>
    public string? Deliveries { get; init; }

    public bool DeliveriesApplied { get; set; }

    /// <summary>Figures that the page has touched and that are not announced yet, as JSON; null for most pages.</summary>
    public string? Touched { get; set; }

    /// <summary>Records of the page that are held for a person, as refusals in JSON: decided once, so that publishing again gives the same; null for most pages.</summary>
    public string? Held { get; init; }

    /// <summary>Whether the run ended with this page.</summary>
    public bool ClosesRun { get; init; }

    public string? TraceParent { get; init; }

    public string? Problem { get; set; }
}

/// <summary>Newest accepted revision of a measurement. Equal <see cref="Vals"/> are equal values: the encoding is canonical.</summary>
public sealed class MeasurementCurrent
{
    public int Stream { get; init; }

    public required string Record { get; init; }

    public int Mapping { get; init; }

    public long SourceSeq { get; init; }

    public long ObservedAt { get; init; }

    public long Batch { get; init; }

    /// <summary>Batch of the revision before: the chain is the record's history.</summary>
    public long? PrevBatch { get; init; }

    /// <summary>Null: the source has withdrawn the record.</summary>
    public byte[]? Vals { get; init; }
}

/// <summary>The changes of a batch for a unit and month, packed (see <see cref="LedgerCodec"/>).</summary>
public sealed class LedgerRow
{
    public long Batch { get; init; }

    public int Unit { get; init; }

    /// <summary>Day number of the month's first day.</summary>
    public int Month { get; init; }

    public required byte[] Entries { get; init; }
}

/// <summary>What each record of a batch was before and is after it, packed.</summary>
public sealed class RevisionRow
{
    public long Batch { get; init; }

    /// <summary>The month in which the batch was created.</summary>
    public int Month { get; init; }

    public required byte[] Entries { get; init; }
}

/// <summary>Sum of the current measurements of a unit and day, one slot per metric (see <see cref="MetricSlot"/>).</summary>
public sealed class DayCell
{
    public int CellGroup { get; init; }

    public int Unit { get; init; }

    public int Day { get; init; }

    public long S0 { get; set; }

    public long S1 { get; set; }

    public long S2 { get; set; }

    public long S3 { get; set; }

    public long S4 { get; set; }

    public long S5 { get; set; }

    public long S6 { get; set; }

    public long S7 { get; set; }

    public long S8 { get; set; }

    public long S9 { get; set; }

    public const int Slots = 10;

    public long this[int slot]
    {
        get => slot switch
        {
            0 => S0, 1 => S1, 2 => S2, 3 => S3, 4 => S4, 5 => S5, 6 => S6, 7 => S7, 8 => S8, 9 => S9,
            _ => throw new ArgumentOutOfRangeException(nameof(slot)),
        };
        set
        {
            switch (slot)
            {
                case 0: S0 = value; break;
                case 1: S1 = value; break;
                case 2: S2 = value; break;
                case 3: S3 = value; break;
                case 4: S4 = value; break;
                case 5: S5 = value; break;
                case 6: S6 = value; break;
                case 7: S7 = value; break;
                case 8: S8 = value; break;
                case 9: S9 = value; break;
                default: throw new ArgumentOutOfRangeException(nameof(slot));
            }
        }
    }
}

/// <summary>Where a metric's day amounts stand. Given once, never changed.</summary>
public sealed class MetricSlot
{
    public int Feed { get; init; }

    public int Metric { get; init; }

    /// <summary>The date field that the metric counts on; metrics of one field share a group.</summary>
    public required string OnField { get; init; }

    public int CellGroup { get; init; }

    public short Slot { get; init; }
}

/// <summary>Sum of the current measurements for an interval that is not a day; present while some measurement states it.</summary>
public sealed class PeriodCell
{
    public int Feed { get; init; }

    public int Metric { get; init; }

    public int Unit { get; init; }

    public int FromDay { get; init; }

    public int ToDay { get; init; }

    public int Scope { get; init; }

    public long Amount { get; init; }

    public int Present { get; init; }
}

/// <summary>Small numbers for the words that hot tables would repeat: units, metrics, feeds, streams, scopes, figures.</summary>
public sealed class CodeRow
{
    public int Id { get; init; }

    public required string Kind { get; init; }

    public required string Value { get; init; }
}

/// <summary>A refused record, kept until somebody decides or a later revision of it is accepted.</summary>
public sealed class RejectionRow
{
    public long Id { get; init; }

    public long Batch { get; init; }

    public required Guid Run { get; init; }

    public required string Source { get; init; }

    public required string Stream { get; init; }

    public string? Record { get; init; }

    public required string Code { get; init; }

    public required string Place { get; init; }

    public required string Message { get; init; }

    public string? Unit { get; init; }

    public int? Day { get; init; }

    public string? Sample { get; init; }

    public required DateTimeOffset RecordedAt { get; init; }

    /// <summary>When the first of the refusals was recorded that follow one another without a good reading of the record between them; null before it was kept.</summary>
    public DateTimeOffset? FirstAt { get; init; }

    /// <summary>When the record was requested from its source, in microseconds; 0 when it is not known. A reading that was requested before it settles nothing.</summary>
    public long ObservedAt { get; init; }

    /// <summary>Somebody wants it normalized again; the next collector that looks does it.</summary>
    public bool ReplayRequested { get; set; }

    /// <summary>open, superseded (by a later revision of the record), discarded.</summary>
    public string State { get; set; } = "open";

    /// <summary>When it ceased to be open; the instant of the batch that settled it, or of the decision.</summary>
    public DateTimeOffset? SettledAt { get; set; }

    /// <summary>It was discarded, and the figures in which it weighed are not announced anew yet.</summary>
    public bool Pending { get; set; }

    /// <summary>Who discarded it.</summary>
    public string? DecidedBy { get; set; }

    /// <summary>Why it was discarded.</summary>
    public string? Decision { get; set; }
}
