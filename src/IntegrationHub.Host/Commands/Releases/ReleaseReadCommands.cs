using System.CommandLine;
using System.Globalization;
using IntegrationHub.Host.Commands.Output;
using IntegrationHub.Host.Commands.Plans;
using IntegrationHub.Store.Releases;
using PlanProgress = IntegrationHub.Store.Plans.Progress;

namespace IntegrationHub.Host.Commands.Releases;

/// <summary>Looks at releases: in the store, and as files without one.</summary>
internal static class ReleaseReadCommands
{
    private const int MostShown = 500;

    public static Command List(HubEnvironment environment)
    {
        var plan = new Option<string?>("--plan") { Description = "Only of this plan." };
        var format = Formats.Option();
        return new Command("list", "Show releases, newest first.") { plan, format }.Does(environment, async (call, cancellationToken) =>
        {
            await using var store = await call.OpenStoreAsync(cancellationToken);
            var releases = await ReleaseCommands.Book(store).ListAsync(call.Get(plan), null, MostShown, cancellationToken);
            if (call.IsJson(format))
            {
                call.PrintJson(releases);
                return ExitCodes.Success;
            }

            var table = new PlainTable(new("Số", IsNumber: true), new("Kế hoạch", Gives: true), new("Kỳ"), new("Ghi nhận đến"), new("Trạng thái"), new("Trình ký", Gives: true), new("Ký duyệt", Gives: true), new("Mã kiểm tra"));
            foreach (var r in releases)
            {
                table.Add(Formats.Of(r.Id), r.Plan, PeriodOf(r), Formats.Of(r.AsKnownAt), State(r.State), r.SubmittedBy ?? "—", r.ApprovedBy ?? "—", r.Digest?[..12] ?? "—");
            }

            call.Print(table);
            return ExitCodes.Success;
        });
    }

    public static Command Show(HubEnvironment environment)
    {
        var (id, format) = (ReleaseCommands.Id(), Formats.Option());
        var unit = new Option<string?>("--unit") { Description = "Rows of this unit; the plan's owner if left out." };
        return new Command("show", "Print what a release says, who signed it, and what became of its figures.") { id, unit, format }.Does(environment, async (call, cancellationToken) =>
        {
            await using var store = await call.OpenStoreAsync(cancellationToken);
            var book = ReleaseCommands.Book(store);
            var (release, content, restatements) = await ReleaseCommands.GuardedAsync(async () =>
                (await book.FindAsync(call.Get(id), cancellationToken), await book.ContentAsync(call.Get(id), cancellationToken), await book.RestatementsAsync(call.Get(id), null, MostShown, cancellationToken)));
            if (call.IsJson(format))
            {
                call.PrintJson(new { release, content, restatements = restatements.Select(Restated) });
                return ExitCodes.Success;
            }

            call.Out.WriteLine($"Bản phát hành số {release.Id} · {State(release.State)} · kỳ {PeriodOf(release)} · {content.Plan.Title}");
            call.Out.WriteLine($"Lập: {release.PreparedBy} {Formats.Of(release.PreparedAt)} · Trình ký: {release.SubmittedBy ?? "—"} {Formats.Of(release.SubmittedAt)} · Ký duyệt: {release.ApprovedBy ?? "—"} {Formats.Of(release.ApprovedAt)}");
            call.Out.WriteLine($"Mã kiểm tra: {release.Digest ?? "—"}");
            if (release.Acknowledged is not null)
            {
                call.Out.WriteLine(PlainTable.Clean($"Lý do phát hành khi còn {content.Findings.Count} vướng mắc: {release.Acknowledged}"));
            }

            if (release.WithdrawnBecause is not null)
            {
                call.Out.WriteLine(PlainTable.Clean($"Đã rút: {release.WithdrawnBy} {Formats.Of(release.WithdrawnAt)}, {release.WithdrawnBecause}"));
            }

            call.Out.WriteLine();
            var of = call.Get(unit) ?? content.Plan.Owner;
            ProgressTable.Write(new PlanProgress(content.Plan.Id, of, content.Calendar, content.View, content.AsKnownAt, [.. content.Rows.Where(r => r.Unit == of)]), call.Out, call.Width);
            Write(call, restatements);
            return ExitCodes.Success;
        });
    }

    public static Command Export(HubEnvironment environment)
    {
        var id = ReleaseCommands.Id();
        var file = new Option<string?>("--out") { Description = "Write it there instead of printing it.", HelpName = "FILE" };
        return new Command("export", "Write a release as a file that is checked without a hub.") { id, file }.Does(environment, async (call, cancellationToken) =>
        {
            await using var store = await call.OpenStoreAsync(cancellationToken);
            var bytes = await ReleaseCommands.GuardedAsync(() => ReleaseCommands.Book(store).FileAsync(call.Get(id), cancellationToken));
            if (call.Get(file) is { } path)
            {
                await File.WriteAllBytesAsync(path, bytes, cancellationToken);
                call.Error.WriteLine($"đã ghi {path}; kiểm tra bằng 'hub release verify {path}'");
            }
            else
            {
                call.Out.Write(System.Text.Encoding.UTF8.GetString(bytes));
            }

            return ExitCodes.Success;
        });
    }

    public static Command Verify(HubEnvironment environment)
    {
        var file = new Argument<string>("FILE") { Description = "A file that 'hub release export' wrote." };
        var digest = new Option<string?>("--digest") { Description = "The digest (mã kiểm tra) that stands on the signed paper." };
        var format = Formats.Option();
        return new Command("verify", "Check that nothing of a release file was changed. Needs no store.") { file, digest, format }.Does(environment, async (call, cancellationToken) =>
        {
            var found = ReleaseFile.Verify(await File.ReadAllBytesAsync(call.Get(file), cancellationToken));
            var printed = call.Get(digest)?.Trim();
            IReadOnlyList<string> faults = printed is null || string.Equals(printed, found.Digest, StringComparison.OrdinalIgnoreCase) ? found.Faults
                : [.. found.Faults, $"the digest that was given is {printed}, that of the file is {found.Digest ?? "unknown"}"];
            if (call.IsJson(format))
            {
                call.PrintJson(new { good = faults.Count == 0, digest = found.Digest, release = found.Content?.Release, plan = found.Content?.Plan.Id, period = found.Content?.Period, approval = found.Approval, faults });
            }
            else if (faults.Count == 0)
            {
                call.Out.WriteLine($"nguyên vẹn: bản phát hành số {found.Content!.Release}, {found.Content.Plan.Title}, kỳ {found.Content.Period ?? $"đến {Formats.Of(found.Content.CutOff.AddDays(-1))}"}");
                call.Out.WriteLine($"mã kiểm tra {found.Digest}");
                call.Out.WriteLine(found.Approval is { } approval ? $"{approval.By} ký duyệt {Formats.Of(approval.At)}" : "chưa được ký duyệt");
            }
            else
            {
                call.Out.WriteLine("đã bị thay đổi:");
                faults.ToList().ForEach(f => call.Out.WriteLine(PlainTable.Clean("- " + f)));
            }

            return faults.Count == 0 ? ExitCodes.Success : ExitCodes.Bad;
        });
    }

    private static void Write(Invocation call, IReadOnlyList<Restatement> restatements)
    {
        if (restatements.Count == 0)
        {
            return;
        }

        call.Out.WriteLine();
        var table = new PlainTable(new("Điều chỉnh", Gives: true), new("Đơn vị", Gives: true), new("Lần", IsNumber: true), new("Trước", IsNumber: true), new("Sau", IsNumber: true), new("Lý do"), new("Lúc"));
        foreach (var r in restatements)
        {
            table.Add(r.Part.Length > 0 ? r.Part : r.Indicator, r.Unit, Formats.Of(r.Revision), Shown(r.Before), Shown(r.After), Cause(r), Formats.Of(r.RecordedAt));
        }

        call.Print(table);

        static string Shown(string? numbers) => numbers is null ? "—" : ReleasedNumbers.Read(numbers).Display;
    }

    private static object Restated(Restatement r) => new
    {
        r.Indicator, part = r.Part.Length > 0 ? r.Part : null, r.Unit, r.FromDay, r.ToDay, r.Revision, r.Cause, before = r.Before is null ? null : ReleasedNumbers.Read(r.Before),
        after = r.After is null ? null : ReleasedNumbers.Read(r.After), r.Source, r.Run, r.Catalogue, r.RecordedAt,
    };

    private static string Cause(Restatement r) => r.Cause switch
    {
        "correction" => $"nguồn {r.Source} sửa",
        "decision" => "quyết định của người",
        "definition" => "đổi công thức",
        "target" => "đổi mục tiêu",
        "geography" => "đổi địa giới",
        _ => "số liệu đổi",
    };

    private static string State(string state) => state switch
    {
        Release.Draft => "Chuẩn bị",
        Release.Checked => "Đã kiểm tra",
        Release.Submitted => "Trình ký",
        Release.Approved => "Ký duyệt",
        Release.Announced => "Đã phát hành",
        _ => "Đã rút",
    };

    private static string PeriodOf(Release release) => release.Period ?? string.Create(CultureInfo.InvariantCulture, $"đến {release.CutOff.AddDays(-1):dd/MM/yyyy}");
}
