namespace IntegrationHub.Simulators.Faults;

/// <summary>The faults F1 to F30 that every connector must survive: titles, what is expected, and how a simulated source plays each of them.</summary>
public static class FaultList
{
    private const string Unavailable = "Unavailable";
    private const string Malformed = "Malformed";
    private const string Configuration = "Configuration";
    private const string Authentication = "Authentication";
    private const string Throttled = "Throttled";

    public static IReadOnlyList<ListedFault> All { get; } =
    [
        new("F1", "Không phân giải được tên miền, sau đó phục hồi", "DNS failure, then recovery", "temporary, back-off, resumes by itself")
        {
            Cases = [At("unknown-host", WrongAddress.UnknownHost, Unavailable)],
        },
        new("F2", "Từ chối kết nối, ngắt kết nối giữa chừng", "Connection refused, or reset in the middle of an answer", "the same page again, no part of a page is kept")
        {
            Cases =
            [
                Data("reset-mid-body", FaultKinds.ResetMidBody, Unavailable),
                Data("closed", FaultKinds.Closed, Unavailable),
                Once("reset-once", FaultKinds.ResetMidBody),
                At("refused", WrongAddress.NobodyListens, Unavailable),
                Stored("absent", FaultKinds.Absent, FaultEnd.Fails, t => t.IsFolder || t.IsDatabase, Configuration, Unavailable),
            ],
        },
        new("F3", "TLS hết hạn, sai tên máy chủ, CA lạ", "TLS: expired, of another host, of an unknown authority", "configuration, no retries, clear text")
        {
            Cases =
            [
                At("expired", WrongAddress.CertificateExpired, Configuration),
                At("wrong-host", WrongAddress.CertificateOfAnother, Configuration),
                At("unknown-authority", WrongAddress.CertificateOfUnknownAuthority, Configuration),
            ],
        },
        new("F4", "Nhỏ giọt từng byte, chỉ có phần đầu", "Slow drip, or headers only", "a deadline for the whole, not only for silence")
        {
            Cases =
            [
                Data("headers-only", FaultKinds.HeadersOnly, Unavailable) with { IsSlow = true },
                Data("drip", FaultKinds.Drip, Unavailable) with { IsSlow = true },
            ],
        },
        new("F5", "JSON bị cắt, sai Content-Length, gzip hỏng", "Cut-off JSON, wrong Content-Length, bad gzip", "the page is refused as a whole")
        {
            Cases =
            [
                Data("truncated-json", FaultKinds.TruncatedJson, Malformed),
                Data("wrong-content-length", FaultKinds.WrongLength, Unavailable),
                Data("bad-gzip", FaultKinds.BadGzip, Malformed),
                Stored("file-truncated", FaultKinds.FileTruncated, FaultEnd.Fails, t => t.IsFolder || t.IsDatabase, Malformed),
            ],
        },
        new("F6", "500/502/503/504 một lần, 10 phút, 6 giờ", "500, 502, 503 or 504 once, for minutes, for hours", "back-off with a cap; an alert by deadline, not by count")
        {
            Cases =
            [
                Data("500", FaultKinds.Error500, Unavailable),
                Data("502", FaultKinds.Error500, Unavailable, f => f with { StatusCode = 502 }),
                Data("503", FaultKinds.Error500, Unavailable, f => f with { StatusCode = 503 }),
                Data("504", FaultKinds.Error500, Unavailable, f => f with { StatusCode = 504 }),
                Once("500-once", FaultKinds.Error500),
                Stored("locked", FaultKinds.Locked, FaultEnd.Fails, t => t.IsDatabase, Unavailable),
            ],
        },
        new("F7", "429 với Retry-After giây, ngày, không có, vô lý, trong quá khứ", "429 with Retry-After in seconds, as a date, absent, absurd, in the past", "heeded, cut down, shown")
        {
            Cases =
            [
                Once("seconds-once", FaultKinds.TooManyRequests, f => f with { RetryAfter = "2" }),
                Once("date-once", FaultKinds.TooManyRequests, f => f with { RetryAfter = "date:2" }),
                Once("none-once", FaultKinds.TooManyRequests, f => f with { RetryAfter = "" }),
                Once("past-once", FaultKinds.TooManyRequests, f => f with { RetryAfter = "date:-3600" }),
                Data("seconds", FaultKinds.TooManyRequests, Throttled, f => f with { RetryAfter = "300" }),
                Data("absurd", FaultKinds.TooManyRequests, Throttled, f => f with { RetryAfter = "864000" }),
                Data("none", FaultKinds.TooManyRequests, Throttled, f => f with { RetryAfter = "" }),
            ],
        },
        new("F8", "403 dùng như giới hạn tần suất", "403 used as a rate limit", "with Retry-After a rate limit, without a missing right")
        {
            Cases =
            [
                Data("with-retry-after", FaultKinds.Forbidden, Throttled, f => f with { RetryAfter = "300" }),
                Data("without", FaultKinds.Forbidden, "Permission", f => f with { RetryAfter = "" }),
            ],
        },
        new("F9", "401 giữa chừng, token hết hạn, làm mới lỗi một lần", "401 in the middle of a run, token expired, renewal fails once", "one renewal for all, then an error of sign-in")
        {
            Cases =
            [
                new("expired-once", FaultEnd.Passes, [], t => t is { SignIn: not null, Data: { } data } ? [On(t, FaultKinds.Unauthorized, data) with { Times = 1, After = 1 }] : null),
                new("renewal-fails-once", FaultEnd.Passes, [], t => t is { SignIn: { } signIn, Data: { } data }
                    ? [On(t, FaultKinds.Unauthorized, data) with { Times = 1, After = 1 }, On(t, FaultKinds.Error500, signIn) with { Times = 1, After = 1, StatusCode = 503 }] : null),
                Data("refused", FaultKinds.Unauthorized, Authentication),
            ],
        },
        new("F10", "200 kèm lỗi trong nội dung, hoặc trang đăng nhập HTML", "200 with an error inside, or a sign-in page", "a failure, never an empty answer")
        {
            Cases =
            [
                Data("login-page", FaultKinds.HtmlInsteadOfJson, Malformed),
                Data("error-body", FaultKinds.ErrorBody, Unavailable, "Rejected"),
                Data("empty-object", FaultKinds.EmptyObject, Malformed),
            ],
        },
        new("F11", "Bỏ qua phân trang: mãi một trang", "Paging ignored: the same page for ever", "seen and stopped")
        {
            Cases = [Paged("same-page", FaultKinds.SamePage, FaultEnd.Fails, Malformed)],
        },
        new("F12", "Con trỏ trang lặp lại, đi vòng, hết quá sớm", "The next cursor repeats, goes round, or is null too early", "seen, an error")
        {
            Cases = [Paged("ends-early", FaultKinds.EndsEarly, FaultEnd.Fails, Malformed)],
        },
        new("F13", "Thêm hoặc xóa bản ghi khi đang phân trang", "Insert or delete while paging", "no loss")
        {
            Cases =
            [
                Paged("deleted", FaultKinds.DeletedWhilePaging, FaultEnd.Passes),
                Inserted("inserted"),
            ],
        },
        new("F14", "Trang nhỏ hơn yêu cầu, tổng số thay đổi giữa chừng", "Page size silently lowered", "got over")
        {
            Cases = [Paged("smaller-pages", FaultKinds.SmallerPages, FaultEnd.Passes)],
        },
        new("F15", "Bản ghi trùng trong và giữa các trang", "A record twice, within a page and across pages", "one measurement")
        {
            Cases =
            [
                // A list that is counted off by records cannot hold one more of them on a page.
                new("within-a-page", FaultEnd.Passes, [], t => t is { Data: { } data, Paging: not { ByOffset: true } } ? [On(t, FaultKinds.DuplicateRows, t.Paging?.Path ?? data)] : null),
                Inserted("across-pages"),
            ],
        },
        new("F16", "Giá trị mốc sai thứ tự, bằng nhau, rỗng, thiếu", "Cursor values out of order, equal, null, missing", "order does not matter; null is refused")
        {
            Cases =
            [
                // Of two rows of one case the case service means the last one: there the order is the contract.
                new("out-of-order", FaultEnd.Passes, [], t => t.Data is { } data ? [On(t, FaultKinds.ReverseRows, t.Count?.Path ?? data)] : null),
                Set("null", t => t.Day, null),
            ],
        },
        new("F17", "Đồng hồ của nguồn sai ±10 phút, ±1 ngày", "Clock of the source off by ten minutes or a day", "told with the run; a day ends by both clocks; right again with the clock")
        {
            Cases =
            [
                Clock("ten-minutes-ahead", FaultKinds.WrongClock, 600), Clock("ten-minutes-behind", FaultKinds.WrongClock, -600),
                Clock("a-day-ahead", FaultKinds.WrongClock, 86_400), Clock("a-day-behind", FaultKinds.WrongClock, -86_400),
            ],
        },
        new("F18", "Ngày tháng đổi dạng, Phật lịch, 00/00/0000", "Date format changed, Buddhist year, 00/00/0000", "refused, never guessed")
        {
            Cases = [Set("month-first", t => t.Day, "12/31/2024 08:00:00"), Set("buddhist", t => t.Day, "2567-11-30"), Set("zero", t => t.Day, "00/00/0000")],
        },
        new("F19", "Số viết 1.234,56; 1,234.56; 12%; rỗng; NaN", "Numbers as 1.234,56, 1,234.56, 12%, empty, NaN", "as the contract says, else refused")
        {
            Cases =
            [
                Set("vietnamese", t => t.Count, "1.234,56"), Set("english", t => t.Count, "1,234.56"), Set("percent", t => t.Count, "12%"), Set("nan", t => t.Count, "NaN"),
                Set("empty", t => t.Count, ""),
                Stored("words", FaultKinds.FileCell, FaultEnd.Refuses, t => t.IsFolder || t.IsDatabase),
            ],
        },
        new("F20", "Trường đổi tên, bị bỏ, đổi kiểu, mã mới", "A field renamed, removed, retyped; a new code", "what needs it is refused, all else goes on")
        {
            Cases =
            [
                Field("renamed", FaultKinds.RenameField, t => t.Count), Field("removed", FaultKinds.RemoveField, t => t.Count),
                new("retyped", FaultEnd.Refuses, [], t => t.Count is { } field ? [On(t, FaultKinds.SetField, field.Path) with { Row = field.Row, Name = field.Name, Json = """{"giaTri":12}""" }] : null),
                Set("new-code", t => t.Code, "77"),
                new("added", FaultEnd.Passes, [], t => t.Data is { } data ? [On(t, FaultKinds.AddField, t.Count?.Path ?? data) with { EveryRow = true }] : null),
                Stored("columns", FaultKinds.FileColumns, FaultEnd.Fails, t => t.IsFolder || t.IsDatabase, Configuration, Malformed),
            ],
        },
        new("F21", "Đơn vị tính ×1000, giảm 90 %, tăng 10 lần", "Unit changed ×1000, counts drop by 90 % or jump tenfold", "the figure is held for review")
        {
            Cases = [Scale("thousandfold", 1000), Scale("tenth", 0.1m), Scale("tenfold", 10)],
        },
        new("F22", "UTF-8 hỏng, TCVN3/VNI, NFD, khoảng trắng ẩn, chuỗi 1 MB", "Invalid UTF-8, TCVN3 or VNI, NFD, zero-width marks, a text of 1 MB", "evened out or refused")
        {
            Cases =
            [
                new("invalid-utf8", FaultEnd.Fails, [Malformed], t => t.Agency is { } field ? [On(t, FaultKinds.InvalidUtf8, field.Path) with { Name = field.Name }] : null),
                Set("tcvn3", t => t.Agency, "H02.36.\u00b5\u00a7"), Set("nfd", t => t.Agency, "Vie\u0323\u0302t Ye\u0302n"),
                Set("long", t => t.Agency, new string('9', 1 << 20)),
                Stored("file-encoding", FaultKinds.FileEncoding, FaultEnd.Fails, t => t.IsFolder, Malformed),
            ],
        },
        new("F23", "Lồng sâu, trả lời 200 MB, bom zip", "Deep nesting, an answer of 200 MB, a zip bomb", "a limit of size, and of memory")
        {
            Cases = [Data("deep-nesting", FaultKinds.DeepNesting, Malformed), Data("huge", FaultKinds.Huge, Malformed), Data("zip-bomb", FaultKinds.ZipBomb, Malformed)],
        },
        new("F24", "Nguồn khôi phục từ bản sao lưu hôm qua", "The source was restored from yesterday's backup", "stopped and told, nothing is stored; what takes back too little to be told from corrections is followed")
        {
            // Where a day takes back fewer records than prove anything, an older backup is played; where ten days do not either, it cannot be told from corrections.
            Cases =
            [
                Restored("yesterday", FaultEnd.Fails, t => t.RestoreShows == 1), Restored("ten-days-ago", FaultEnd.Fails, t => t.RestoreShows == 10),
                Restored("unseen", FaultEnd.Passes, t => t.RestoreShows is null),
            ],
        },
        new("F25", "Lịch sử bị viết lại, mã bị dùng lại", "The source's history is rewritten: ids are used again", "held, what was counted stays; where nothing of a record stays for life, figures stay right")
        {
            Cases = [Swapped("ids-swapped", FaultEnd.Refuses, isShown: true), Swapped("ids-swapped-unseen", FaultEnd.Passes, isShown: false)],
        },
        new("F26", "Mã đơn vị lạ, đã sáp nhập, ngừng hoạt động", "Org code unknown, merged or inactive", "refused with a proposed mapping")
        {
            Cases = [Set("unknown", t => t.Agency, "H02.99")],
        },
        Hub("F27", "Bus ngừng, chậm, đầy, gửi trùng, sai thứ tự", "Bus down, slow, full, duplicates, out of order", "what is pending grows, pulling waits, nothing is lost", "BusFaultTests, MeasurementsReportedConsumerTests, OrderSuite; check 29 of the kit"),
        Hub("F28", "PostgreSQL chuyển đổi, lỗi tuần tự hóa, hết đĩa, quá giờ", "PostgreSQL failover, serialization error, disk full, statement timeout", "tried again or stopped, the cursor stays", "HubFaultTests.F28; check 27 of the kit"),
        Hub("F29", "Tiến trình dừng 90 giây, hết bộ nhớ, SIGTERM giữa chừng", "Process paused, out of memory, SIGTERM at a checkpoint", "no loss, no double cursor", "HubFaultTests.F29, LeaseTests, ProcessTests; checks 27 and 32 of the kit"),
        Hub("F30", "Kho bí mật ngừng; bí mật rỗng hoặc là null", "Secret store down; the secret is null or blank", "refused, an empty credential is never sent", "HubFaultTests.F30, SecretResolverTests"),
    ];

    public static ListedFault? Find(string id) => All.FirstOrDefault(f => string.Equals(f.Id, id, StringComparison.OrdinalIgnoreCase));

    /// <summary>What to switch on for a source.</summary>
    /// <param name="source">Id of the source.</param>
    /// <param name="fault">F5, or one of its cases: F5/bad-gzip.</param>
    /// <exception cref="ArgumentException">There is no such fault, or the source cannot play it; the message says why.</exception>
    public static IReadOnlyList<Fault> For(string source, string fault)
    {
        ArgumentNullException.ThrowIfNull(fault);
        var (id, name) = fault.Split('/', 2) is [var i, var n] ? (i, n) : (fault, null);
        var listed = Find(id) ?? throw new ArgumentException($"no fault '{id}'; known: F1 to F30");
        var traits = SourceTraits.Find(source) ?? throw new ArgumentException($"no source '{source}'; known: {string.Join(", ", SourceTraits.All.Select(t => t.Source))}");
        var played = name is null ? listed.CaseOf(traits) : listed.Cases.FirstOrDefault(c => c.Name == name) ?? throw new ArgumentException($"{listed.Id} has no case '{name}'; it has {string.Join(", ", listed.Cases.Select(c => c.Name))}");
        return played?.Play(traits) is { } faults && played.Address == WrongAddress.None
            ? [.. faults.Select(f => f with { Listed = $"{listed.Id}/{played.Name}" })]
            : throw new ArgumentException($"'{source}' cannot play {fault}: {listed.Elsewhere ?? WhyNot(listed, traits)}");
    }

    private static string WhyNot(ListedFault fault, SourceTraits source) => fault.Cases.Any(c => c.Address != WrongAddress.None && source.Data is not null)
        ? "it is a matter of the address: configure the source with one of those that GET /_faults/addresses names"
        : "the source has no field, list or connection that it could take hold of";

    private static Fault On(SourceTraits source, string kind, string? path) => new() { Kind = kind, Source = source.Source, Path = path };

    private static FaultCase Data(string name, string kind, params IReadOnlyList<string> categories) => Data(name, kind, categories, f => f);

    private static FaultCase Data(string name, string kind, string category, Func<Fault, Fault> more) => Data(name, kind, [category], more);

    private static FaultCase Data(string name, string kind, IReadOnlyList<string> categories, Func<Fault, Fault> more) =>
        new(name, FaultEnd.Fails, categories, t => t.Data is { } data ? [more(On(t, kind, data))] : null);

    private static FaultCase Once(string name, string kind, Func<Fault, Fault>? more = null) =>
        new(name, FaultEnd.Passes, [], t => t.Data is { } data ? [(more ?? (f => f))(On(t, kind, data) with { Times = 1 })] : null);

    private static FaultCase At(string name, WrongAddress address, string category) => new(name, FaultEnd.Fails, [category], t => t.Data is null ? null : []) { Address = address };

    private static FaultCase Paged(string name, string kind, FaultEnd end, params IReadOnlyList<string> categories) => new(name, end, categories, t => t.Paging is { } paging
        ? [On(t, kind, paging.Path) with { PageParameter = paging.PageParameter, SizeParameter = paging.SizeParameter, ByOffset = paging.ByOffset, ToEnd = paging.ToEnd }]
        : null);

    // The copy that comes in has the number of another record, which a list that is counted off by distinct records never has.
    private static FaultCase Inserted(string name)
    {
        var paged = Paged(name, FaultKinds.InsertedWhilePaging, FaultEnd.Passes);
        return paged with { Play = t => t.Paging is { ByOffset: true } ? null : paged.Play(t) };
    }

    private static FaultCase Swapped(string name, FaultEnd end, bool isShown) =>
        new(name, end, [], t => t.Key is { } field && t.ShowsReusedKeys == isShown ? [On(t, FaultKinds.SwapField, field.Path) with { Name = field.Name }] : null);

    private static FaultCase Stored(string name, string kind, FaultEnd end, Func<SourceTraits, bool> applies, params IReadOnlyList<string> categories) =>
        new(name, end, categories, t => applies(t) ? [On(t, kind, null)] : null);

    private static FaultCase Set(string name, Func<SourceTraits, TraitField?> where, string? value) =>
        new(name, FaultEnd.Refuses, [], t => where(t) is { } field ? [On(t, FaultKinds.SetField, field.Path) with { Row = field.Row, Name = field.Name, Value = value }] : null);

    private static FaultCase Field(string name, string kind, Func<SourceTraits, TraitField?> where) =>
        new(name, FaultEnd.Refuses, [], t => where(t) is { } field ? [On(t, kind, field.Path) with { Name = field.Name, EveryRow = true }] : null);

    private static FaultCase Scale(string name, decimal factor) =>
        new(name, FaultEnd.Refuses, [], t => t is { HasLargeCounts: true, Count: { } field } ? [On(t, FaultKinds.ScaleField, field.Path) with { Name = field.Name, Factor = factor, EveryRow = true }] : null);

    private static FaultCase Clock(string name, string kind, double seconds) => new(name, FaultEnd.Passes, [], t => t.Data is null ? null : [On(t, kind, null) with { Seconds = seconds }]);

    private static FaultCase Restored(string name, FaultEnd end, Func<SourceTraits, bool> applies) =>
        new(name, end, end == FaultEnd.Fails ? ["Rejected"] : [], t => t.Data is not null && applies(t) ? [On(t, FaultKinds.Restored, null) with { Seconds = 86_400 * (t.RestoreShows ?? 1) }] : null);

    private static ListedFault Hub(string id, string vi, string en, string expected, string tests) => new(id, vi, en, expected) { Elsewhere = "it happens in the hub or around it, not at a source; tested by " + tests };
}
