using System.Globalization;
using System.Runtime.CompilerServices;

namespace IntegrationHub.Simulators.World;

/// <param name="Unit">Index into <see cref="DemoCast.All"/>.</param>
/// <param name="Day">Day on which it was filed; stands in its code.</param>
/// <param name="Number">From 1 within unit and day.</param>
public readonly record struct DossierKey(int Unit, int Day, int Number);

/// <summary>The source's status codes.</summary>
public static class DossierStatus
{
    public const int Draft = 1;
    public const int Received = 2;
    public const int Refused = 3;
    public const int InProgress = 4;
    public const int AwaitingPapers = 5;
    public const int AwaitingPayment = 6;
    public const int Withdrawn = 7;
    public const int Stopped = 8;
    public const int Settled = 9;
    public const int Returned = 10;
}

/// <summary>The source's channel codes; an unstated channel counts as in person.</summary>
public static class DossierChannel
{
    public const int Unstated = 0;
    public const int InPerson = 1;
    public const int Online = 2;
    public const int Post = 3;
}

/// <summary>What a change of a dossier sets. Instants are <see cref="WorldTime"/> seconds, flags 0 or 1.</summary>
public enum DossierField : byte
{
    Status,
    ReceivedAt,
    DueAt,
    CompletedAt,
    ReturnedAt,
    RefusedAt,
    Channel,
    Payment,
    ElectronicResult,
}

public readonly record struct DossierChange(int At, DossierField Field, int Value);

/// <summary>One submitted paper. <c>Reused</c> is the source's 0, 1 or 2.</summary>
public readonly record struct SubmittedPaper(bool Digitized, int Reused, bool Deleted);

[InlineArray(Capacity)]
public struct DossierChanges
{
    // A course has at most 21 changes; the rest is room for corrections from outside.
    public const int Capacity = 40;
    private DossierChange _first;
}

[InlineArray(Capacity)]
public struct SubmittedPapers
{
    public const int Capacity = 5;
    private SubmittedPaper _first;
}

/// <summary>A dossier with all that will ever happen to it. Made anew whenever it is asked for; nothing of it is kept.</summary>
public struct Dossier
{
    public DossierKey Key { get; internal set; }
    public int FiledAt { get; internal set; }
    public int Procedure { get; internal set; }
    public int InitialChannel { get; internal set; }
    public int InitialPayment { get; internal set; }
    public bool VerifiedAccount { get; internal set; }
    public bool HasDigitalComponents { get; internal set; }

    /// <summary>Fees in đồng: none, or one or two, of which some are 0.</summary>
    public int FeeCount { get; internal set; }
    public int FirstFee { get; internal set; }
    public int SecondFee { get; internal set; }

    public int PaperCount { get; internal set; }
    internal SubmittedPapers Papers;

    public int ChangeCount { get; internal set; }
    internal DossierChanges Changes;

    /// <summary>Chooses spellings and persons; no figure depends on it.</summary>
    public ulong Looks { get; internal set; }

    /// <summary>The agency at which it was filed; its code stays that of this agency for ever.</summary>
    public DemoUnit Unit { get; internal set; }

    /// <summary>One code in four is still in the old form.</summary>
    public readonly string Code
    {
        get
        {
            var agency = (Looks & 7) < 2 ? Unit.OldCode : Unit.Code;
            return string.Create(CultureInfo.InvariantCulture, $"{agency}-{WorldTime.DateOf(Key.Day):yyMMdd}-{Key.Number:D4}");
        }
    }

    public readonly SubmittedPaper Paper(int n) => Papers[n];

    public readonly DossierChange Change(int n) => Changes[n];

    internal void Add(int at, DossierField field, int value) => Changes[ChangeCount++] = new DossierChange(at, field, value);

    /// <summary>Keeps the changes in the order of their instants; among equals the inserted one comes last.</summary>
    internal void Insert(in DossierChange change)
    {
        var position = ChangeCount++;
        for (; position > 0 && Changes[position - 1].At > change.At; position--)
        {
            Changes[position] = Changes[position - 1];
        }

        Changes[position] = change;
    }

    /// <summary>Nothing happens from this instant on.</summary>
    internal void Rest(int from)
    {
        var kept = 0;
        for (var n = 0; n < ChangeCount; n++)
        {
            if (Changes[n].At < from)
            {
                Changes[kept++] = Changes[n];
            }
        }

        ChangeCount = kept;
    }

    /// <summary>False while the dossier is not yet filed.</summary>
    public readonly bool TryStateAt(int instant, out DossierState state)
    {
        state = new DossierState
        {
            Status = DossierStatus.Draft,
            ReceivedAt = WorldTime.None,
            DueAt = WorldTime.None,
            CompletedAt = WorldTime.None,
            ReturnedAt = WorldTime.None,
            RefusedAt = WorldTime.None,
            Channel = InitialChannel,
            Payment = InitialPayment,
            ChangedAt = FiledAt,
        };
        for (var n = 0; n < ChangeCount && Changes[n].At <= instant; n++)
        {
            state.Apply(Changes[n]);
        }

        return FiledAt <= instant;
    }

    /// <summary>The instant of the first thing that happens after this one; int.MaxValue when nothing does.</summary>
    public readonly int NextChangeAfter(int instant)
    {
        if (FiledAt > instant)
        {
            return FiledAt;
        }

        for (var n = 0; n < ChangeCount; n++)
        {
            if (Changes[n].At > instant)
            {
                return Changes[n].At;
            }
        }

        return int.MaxValue;
    }
}

/// <summary>A dossier as the source knows it at one instant.</summary>
public struct DossierState
{
    public int Status { get; internal set; }
    public int ReceivedAt { get; internal set; }
    public int DueAt { get; internal set; }
    public int CompletedAt { get; internal set; }
    public int ReturnedAt { get; internal set; }
    public int RefusedAt { get; internal set; }
    public int Channel { get; internal set; }

    /// <summary>0 none, 1 online on the national portal, 2 online elsewhere, 3 not online.</summary>
    public int Payment { get; internal set; }
    public bool ElectronicResult { get; internal set; }

    /// <summary>Instant of the last change so far.</summary>
    public int ChangedAt { get; internal set; }

    internal void Apply(in DossierChange change)
    {
        ChangedAt = change.At;
        switch (change.Field)
        {
            case DossierField.Status: Status = change.Value; break;
            case DossierField.ReceivedAt: ReceivedAt = change.Value; break;
            case DossierField.DueAt: DueAt = change.Value; break;
            case DossierField.CompletedAt: CompletedAt = change.Value; break;
            case DossierField.ReturnedAt: ReturnedAt = change.Value; break;
            case DossierField.RefusedAt: RefusedAt = change.Value; break;
            case DossierField.Channel: Channel = change.Value; break;
            case DossierField.Payment: Payment = change.Value; break;
            case DossierField.ElectronicResult: ElectronicResult = change.Value != 0; break;
            default: throw new InvalidOperationException($"unknown field {change.Field}");
        }
    }
}
