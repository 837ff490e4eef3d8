using System.CommandLine;
using IntegrationHub.Api.Files;
using IntegrationHub.Host.Commands.Output;
using IntegrationHub.Host.Files;
using IntegrationHub.Host.Hosting;

namespace IntegrationHub.Host.Commands.Sources;

internal static class SourceTemplateCommand
{
    public static Command Create(HubEnvironment environment)
    {
        var id = SourceArguments.Id();
        var stream = SourceArguments.Stream("Stream that the table is for; the only one of the source if left out.");
        var target = new Option<string>("--out") { Description = "File to write, ending in .xlsx or .csv.", Required = true };
        var period = new Option<string?>("--period") { Description = "Written into the column of the period, for example 30/11/2024 or Q4/2024." };
        return new Command("template", "Write an empty table of a source of files: titles, a row that explains them, and a row for each unit that reports.") { id, stream, target, period }.Does(environment, async (call, cancellationToken) =>
        {
            await using var store = await call.OpenStoreAsync(cancellationToken);
            var (source, active) = await store.SourceAsync(call.Get(id), cancellationToken);
            var file = Path.GetFullPath(call.Get(target)!);
            var extension = Path.GetExtension(file).ToUpperInvariant() switch { ".XLSX" => "xlsx", ".CSV" => "csv", _ => throw new CommandException("--out must end in .xlsx or .csv", ExitCodes.Usage) };
            var template = FileAnswers.Guarded(() => store.Get<FileUploads>().Template(active, source, call.Get(stream), extension, call.Get(period)));
            try
            {
                await using var writer = new FileStream(file, FileMode.CreateNew, FileAccess.Write);
                await writer.WriteAsync(template.Content, cancellationToken);
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                throw new CommandException($"{file} cannot be written: {(File.Exists(file) ? "it is there already" : e.Message)}");
            }

            call.Out.WriteLine($"{file}: {template.Stream}, {template.Units} units. Fill it in and send it: hub source upload {source.Id} {Path.GetFileName(file)} --stream {template.Stream}");
            return ExitCodes.Success;
        });
    }
}

internal static class SourceUploadCommand
{
    public static Command Create(HubEnvironment environment)
    {
        var id = SourceArguments.Id();
        var file = new Argument<string>("FILE") { Description = "A table, .csv or .xlsx." };
        var stream = SourceArguments.Stream("Stream that the table is for; without it the one with which the name begins, or the only one.");
        var preview = new Option<bool>("--preview") { Description = "Only show which cells would be refused; nothing is stored." };
        var by = new Option<string>("--by") { Description = "Who sends it.", DefaultValueFactory = _ => Environment.UserName };
        var format = Formats.Option();
        return new Command("upload", "Send a table to a source of files: checked, put into its folder, and read with the next pull.") { id, file, stream, preview, by, format }.Does(environment, async (call, cancellationToken) =>
        {
            await using var store = await call.OpenStoreAsync(cancellationToken);
            var (source, active) = await store.SourceAsync(call.Get(id), cancellationToken);
            var uploads = store.Get<FileUploads>();
            var terms = uploads.TermsOf(active, source) ?? throw new CommandException($"source '{source.Id}' takes no files; only sources of the connector files do", ExitCodes.Usage);
            var sent = new SentFile(call.Get(stream), Path.GetFileName(call.Get(file)), await ContentAsync(call.Get(file), terms.MostBytes, cancellationToken));
            var report = await FileAnswers.GuardedAsync(async () => call.Get(preview)
                ? uploads.Preview(active, source, sent)
                : await uploads.StoreAsync(active, source, sent, call.Get(by)!, cancellationToken));
            if (call.IsJson(format))
            {
                call.PrintJson(report);
            }
            else
            {
                FileAnswers.Print(call, report);
            }

            return call.Get(preview) && report.RejectedRows > 0 ? ExitCodes.Bad : ExitCodes.Success;
        });
    }

    private static async Task<byte[]> ContentAsync(string path, long most, CancellationToken cancellationToken)
    {
        try
        {
            return new FileInfo(path).Length > most
                ? throw new CommandException($"{path} is larger than {most / 1024 / 1024} MB; split it, or raise the option maxFileMb of the source")
                : await File.ReadAllBytesAsync(path, cancellationToken);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new CommandException($"{path} cannot be read: {e.Message}");
        }
    }
}

internal static class FileAnswers
{
    public static T Guarded<T>(Func<T> work)
    {
        try
        {
            return work();
        }
        catch (FileRefusedException e)
        {
            throw new CommandException($"{e.Code}: {e.Message}");
        }
    }

    public static async Task<T> GuardedAsync<T>(Func<Task<T>> work)
    {
        try
        {
            return await work();
        }
        catch (FileRefusedException e)
        {
            throw new CommandException($"{e.Code}: {e.Message}");
        }
    }

    public static void Print(Invocation call, FileReport report)
    {
        call.Out.WriteLine($"{report.Source}/{report.Stream}: {report.Rows} dòng · {report.RejectedRows} bị từ chối · {(report.StoredAs is null ? "chỉ xem trước, chưa gửi" : $"đã gửi: {report.StoredAs}")}");
        foreach (var row in report.Rejected)
        {
            foreach (var cell in row.Cells)
            {
                call.Out.WriteLine(PlainTable.Clean($"✗ {row.Place}{(cell.Column is null ? "" : $", cột {cell.Column}")}: {cell.Code} {cell.Message}{(cell.Found is null ? "" : $" ({cell.Found})")}"));
            }
        }

        if (report.UnknownColumns.Count > 0)
        {
            call.Out.WriteLine(PlainTable.Clean($"không đọc các cột: {string.Join(", ", report.UnknownColumns)}"));
        }
    }
}
