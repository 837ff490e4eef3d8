using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;

namespace IntegrationHub.Api;

public static class HubApi
{
    public static IServiceCollection AddHubApi(this IServiceCollection services) => services;

    public static WebApplication MapHubApi(this WebApplication app, bool isDemo) => app;
}
