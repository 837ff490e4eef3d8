namespace IntegrationHub.Connectors.Http.Access;

/// <summary>The options by which an operator says how a source is signed in to: the same words for every connector that leaves it open.</summary>
public static class AccessOptions
{
    public static IReadOnlyList<OptionDescription> Descriptions(AccessKind usual, string signInPath = "token") =>
    [
        new("access", OptionType.Choice, "Cách đăng nhập", "Sign-in",
            "none: không cần; basic: tài khoản trong từng yêu cầu; api-key: khóa trong tiêu đề; client-credentials: lấy token OAuth2/LGSP; login: lấy phiên bằng tài khoản.",
            "none, basic (user and password with each request), api-key (a key in a header), client-credentials (an OAuth2 or LGSP token), login (a session for user and password).",
            Default: Word(usual)) { Choices = [.. Enum.GetValues<AccessKind>().Select(Word)] },
        new("username", OptionType.Text, "Tài khoản", "User or client id", "Tài khoản hoặc mã khách (client id) chỉ đọc do đơn vị quản lý hệ thống cấp.", "A read-only account, given by the source's operator.", Example: "hub"),
        new("password", OptionType.Secret, "Mật khẩu hoặc khóa", "Password, secret or key", "Tham chiếu tới bí mật, không ghi trực tiếp.", "A reference to a secret, never the secret itself.", Example: "env:SOURCE_PASSWORD"),
        new("signInPath", OptionType.Text, "Đường dẫn đăng nhập", "Sign-in path", "Nơi cấp token hoặc phiên, dưới địa chỉ gốc.", "Where a token or session is given out, below the base address.", Default: signInPath, Example: signInPath),
        new("keyHeader", OptionType.Text, "Tiêu đề chứa khóa", "Header of the key", "Tên tiêu đề chứa token hoặc khóa.", "Name of the header that carries the token or key.", Default: "Authorization", Example: "X-Api-Key"),
        new("systemId", OptionType.Text, "X-SystemId", "X-SystemId", "Mã hệ thống trên trục liên thông, nếu có.", "Code of the calling system on the exchange axis, if it asks for one.", Example: "000.00.00.H02"),
        new("secretKey", OptionType.Secret, "X-SecretKey", "X-SecretKey", "Tham chiếu tới khóa của hệ thống trên trục liên thông.", "A reference to the key of the calling system on the exchange axis.", Example: "env:AXIS_SECRET_KEY"),
        new("dstcode", OptionType.Text, "dstcode", "dstcode", "Mã dịch vụ đích trên NDXP/LGSP, dạng VN:GOV:mã cơ quan:dịch vụ.", "Code of the service behind the adapter, VN:GOV:agency:service.", Example: "VN:GOV:000.00.00.H02:qlvb"),
        new("dstcodeIn", OptionType.Choice, "dstcode nằm ở", "dstcode goes into", "header: tiêu đề; query: tham số.", "header or query, as the adapter wants it.", Default: "header") { Choices = ["header", "query"] },
        new("providerurl", OptionType.Url, "providerurl", "providerurl", "Địa chỉ nhà cung cấp sau bộ chuyển đổi, nếu có.", "Address of the provider behind the adapter, if it asks for one.", Example: "http://10.0.0.41:8083"),
    ];

    public static SourceAccess Read(OptionReader options)
    {
        var kind = Enum.GetValues<AccessKind>().Single(k => Word(k) == options.Choice("access"));
        var headers = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        if (options.Text("systemId") is { } systemId)
        {
            headers["X-SystemId"] = systemId;
        }

        if (options.Text("secretKey") is { } secretKey)
        {
            headers["X-SecretKey"] = secretKey;
        }

        return new SourceAccess
        {
            Kind = kind,
            Username = kind is AccessKind.None or AccessKind.ApiKey ? "" : options.RequiredText("username"),
            Password = kind is AccessKind.None ? "" : options.RequiredText("password"),
            SignInPath = options.RequiredText("signInPath"),
            Header = options.RequiredText("keyHeader"),
            Scheme = kind is AccessKind.ApiKey && options.Text("keyHeader") != "Authorization" ? "" : "Bearer",
            Headers = headers,
            DstCode = options.Text("dstcode"),
            DstCodeInQuery = options.Choice("dstcodeIn") == "query",
            ProviderUrl = options.Text("providerurl"),
        };
    }

    private static string Word(AccessKind kind) => kind switch
    {
        AccessKind.None => "none",
        AccessKind.Basic => "basic",
        AccessKind.ApiKey => "api-key",
        AccessKind.ClientCredentials => "client-credentials",
        _ => "login",
    };
}
