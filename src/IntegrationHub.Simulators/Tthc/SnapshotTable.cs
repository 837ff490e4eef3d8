using System.Numerics;
using IntegrationHub.Simulators.World;

namespace IntegrationHub.Simulators.Tthc;

/// <summary>The additive fields of a snapshot row, named as on the wire.</summary>
internal enum SnapshotField
{
    TiepNhanTrongKy,
    TiepNhanTrucTuyen,
    TiepNhanTrucTiep,
    TiepNhanBCCI,
    TuChoiTiepNhan,
    DaXuLy,
    DaXuLyTruocHan,
    DaXuLyDungHan,
    DaXuLyQuaHan,
    TraLai,
    HoSoDaXuLyXong,
    HoSoDaXuLyXongCoKetQuaDienTu,
    HoSoCoThanhPhan,
    HoSoCoThanhPhanHoacKetQuaSoHoa,
    HoSoTaiSuDungSoHoaThanhPhan,
    HoSoCoThuPhi,
    HoSoCoThuPhiThanhToanTrucTuyen,
    SoLuongGiaoDichThanhToanTrucTuyen,
    SoTienGiaoDichThanhToanTrucTuyen,
}

/// <summary>Counts of one agency and month, or of any union of such; procedures as sets, because they must not be summed.</summary>
internal sealed class SnapshotCounts
{
    private static readonly int Words = (Procedures.All.Count + 63) / 64;
    private static readonly int Fields = Enum.GetValues<SnapshotField>().Length;

    public long[] Sums { get; } = new long[Fields];

    /// <summary>Money of the fees that were taken, and of those taken online; not part of a snapshot row.</summary>
    public long Collected { get; set; }

    public long CollectedOnline { get; set; }

    public ulong[] WithDossier { get; } = new ulong[Words];

    public ulong[] PaidOnline { get; } = new ulong[Words];

    public ulong[] Competence { get; } = new ulong[Words];

    public long this[SnapshotField field]
    {
        get => Sums[(int)field];
        set => Sums[(int)field] = value;
    }

    public void Include(SnapshotCounts other)
    {
        for (var n = 0; n < Sums.Length; n++)
        {
            Sums[n] += other.Sums[n];
        }

        Collected += other.Collected;
        CollectedOnline += other.CollectedOnline;
        for (var n = 0; n < Words; n++)
        {
            WithDossier[n] |= other.WithDossier[n];
            PaidOnline[n] |= other.PaidOnline[n];
            Competence[n] |= other.Competence[n];
        }
    }

    public static void Mark(ulong[] set, int procedure) => set[procedure >> 6] |= 1UL << (procedure & 63);

    public static int CountOf(ulong[] set) => set.Sum(BitOperations.PopCount);

    public int CompetenceWithFee() =>
        Procedures.All.Count(p => p.HasFee && (Competence[p.Index >> 6] >> (p.Index & 63) & 1) != 0);
}

/// <summary>All agencies and months as the source knows them at one instant; one pass over the world fills every month.</summary>
internal sealed class SnapshotTable
{
    private const int FirstMonth = 2023 * 12 + 11;
    private const int Months = 25;
    private readonly SnapshotCounts?[,] _counts;

    public SnapshotTable(DemoWorld world, int asOf)
    {
        _counts = new SnapshotCounts?[Months, world.Cast.All.Count];
        Version = world.Version;
        ValidFrom = int.MinValue;
        ValidUntil = int.MaxValue;
        world.VisitAll((in Dossier dossier) =>
        {
            ValidUntil = Math.Min(ValidUntil, dossier.NextChangeAfter(asOf));
            if (dossier.TryStateAt(asOf, out var state))
            {
                ValidFrom = Math.Max(ValidFrom, state.ChangedAt);
                Count(dossier, state);
            }
        });
    }

    public int Version { get; }

    /// <summary>Nothing happens in the world from here …</summary>
    public int ValidFrom { get; private set; }

    /// <summary>… until here, so the table answers for every instant between.</summary>
    public int ValidUntil { get; private set; }

    public SnapshotCounts Sum(DemoUnit unit, int firstMonth, int months)
    {
        var sum = new SnapshotCounts();
        for (var month = Math.Max(firstMonth, FirstMonth); month < Math.Min(firstMonth + months, FirstMonth + Months); month++)
        {
            if (_counts[month - FirstMonth, unit.Index] is { } counts)
            {
                sum.Include(counts);
            }
        }

        foreach (var procedure in Procedures.Of(unit))
        {
            SnapshotCounts.Mark(sum.Competence, procedure);
        }

        return sum;
    }

    private void Count(in Dossier dossier, in DossierState state)
    {
        if (state.RefusedAt != WorldTime.None)
        {
            At(dossier, state.RefusedAt)[SnapshotField.TuChoiTiepNhan]++;
        }

        if (state.ReceivedAt == WorldTime.None || state.Status is DossierStatus.Draft or DossierStatus.Refused)
        {
            return;
        }

        CountReceived(dossier, state, At(dossier, state.ReceivedAt));
        if (state.Status is DossierStatus.Settled or DossierStatus.Returned)
        {
            var end = state.CompletedAt != WorldTime.None ? state.CompletedAt : state.ReturnedAt;
            CountSettled(state, end, At(dossier, end));
        }
    }

    private static void CountReceived(in Dossier dossier, in DossierState state, SnapshotCounts counts)
    {
        counts[SnapshotField.TiepNhanTrongKy]++;
        counts[state.Channel switch
        {
            DossierChannel.Online => SnapshotField.TiepNhanTrucTuyen,
            DossierChannel.Post => SnapshotField.TiepNhanBCCI,
            _ => SnapshotField.TiepNhanTrucTiep,
        }]++;
        SnapshotCounts.Mark(counts.WithDossier, dossier.Procedure);
        if (state.Status is DossierStatus.Withdrawn or DossierStatus.Stopped)
        {
            counts[SnapshotField.TraLai]++;
        }

        var (digitized, reused) = (false, false);
        for (var n = 0; n < dossier.PaperCount; n++)
        {
            var paper = dossier.Paper(n);
            digitized |= paper is { Deleted: false, Digitized: true };
            reused |= paper is { Deleted: false, Reused: > 0 };
        }

        if (dossier.HasDigitalComponents)
        {
            counts[SnapshotField.HoSoCoThanhPhan]++;
            counts[SnapshotField.HoSoTaiSuDungSoHoaThanhPhan] += reused ? 1 : 0;
        }

        // The source counts "or" here where the national formula says "and".
        counts[SnapshotField.HoSoCoThanhPhanHoacKetQuaSoHoa] += digitized || state.ElectronicResult ? 1 : 0;
        var fee = dossier.FirstFee + (dossier.FeeCount > 1 ? dossier.SecondFee : 0);
        if (fee == 0)
        {
            return;
        }

        counts[SnapshotField.HoSoCoThuPhi]++;
        counts.Collected += state.Payment == 0 ? 0 : fee;
        counts.CollectedOnline += state.Payment is 1 or 2 ? fee : 0;
        if (state.Payment is 1 or 2)
        {
            counts[SnapshotField.HoSoCoThuPhiThanhToanTrucTuyen]++;
            SnapshotCounts.Mark(counts.PaidOnline, dossier.Procedure);
        }

        if (state.Payment == 1)
        {
            counts[SnapshotField.SoLuongGiaoDichThanhToanTrucTuyen]++;
            counts[SnapshotField.SoTienGiaoDichThanhToanTrucTuyen] += fee;
        }
    }

    private static void CountSettled(in DossierState state, int end, SnapshotCounts counts)
    {
        counts[SnapshotField.DaXuLy]++;
        counts[SnapshotField.HoSoDaXuLyXong]++;
        counts[SnapshotField.HoSoDaXuLyXongCoKetQuaDienTu] += state.ElectronicResult ? 1 : 0;
        counts[state.DueAt == WorldTime.None || end < state.DueAt - WorldTime.SecondsPerDay ? SnapshotField.DaXuLyTruocHan
            : end <= state.DueAt ? SnapshotField.DaXuLyDungHan : SnapshotField.DaXuLyQuaHan]++;
    }

    private SnapshotCounts At(in Dossier dossier, int instant)
    {
        // Of what happens after the end of an agency the source counts at who took over.
        var unit = dossier.Unit.HolderOn(WorldTime.DayOf(instant)).Index;
        var date = WorldTime.LocalOf(instant);
        var month = Math.Clamp(date.Year * 12 + date.Month - 1 - FirstMonth, 0, Months - 1);
        return _counts[month, unit] ??= new SnapshotCounts();
    }
}
