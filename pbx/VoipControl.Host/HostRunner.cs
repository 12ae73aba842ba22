using Microsoft.Extensions.Options;
using Serilog;
using VoipControl.Store.Migrations;
using VoipControl.Store.MySql;

namespace VoipControl.Host;

/// <summary>Builds and runs a process of one or more roles.</summary>
internal static class HostRunner
{
    /// <summary>Runs until asked to stop. 0: stopped as asked; 1: a loop crashed; 78: the configuration is wrong, and a supervisor need not try again.</summary>
    public static async Task<int> RunAsync(string roles, string? configFile, CancellationToken cancellation)
    {
        await using var app = Build(Role.Parse(roles), Settings.Load(configFile));
        return await RunAsync(app, cancellation);
    }

    /// <summary>Brings the database's schema up to date.</summary>
    public static async Task<int> MigrateAsync(string? configFile, CancellationToken cancellation)
    {
        await using var app = Build([], Settings.Load(configFile));
        var logger = app.Services.GetRequiredService<ILoggerFactory>().CreateLogger("Migrations");
        await MigrationRunner.RunAsync(app.Services.GetRequiredService<VoipDatabase>(), TimeProvider.System, logger, cancellation);
        return 0;
    }

    /// <summary>Checks the configuration and starts nothing.</summary>
    /// <exception cref="ConfigurationException">It is wrong; each fault names its key.</exception>
    public static int CheckConfig(string roles, string? configFile)
    {
        using IDisposable app = Build(Role.Parse(roles), Settings.Load(configFile));
        return 0;
    }

    /// <summary>Builds a process, and starts nothing.</summary>
    /// <param name="roles">What it does.</param>
    /// <param name="settings">Its configuration.</param>
    /// <param name="time">Its clock; null: the system's.</param>
    /// <exception cref="ConfigurationException">The configuration is wrong.</exception>
    internal static WebApplication Build(IReadOnlyList<Role> roles, IConfiguration settings, TimeProvider? time = null)
    {
        if (KnownKeys.Faults(settings).ToList() is { Count: > 0 } unknown) throw new ConfigurationException(unknown);
        // An empty builder's settings alone: appsettings.json and ASPNETCORE_… of some other program must not steer this one.
        var builder = WebApplication.CreateSlimBuilder(new WebApplicationOptions { ApplicationName = "voipcontrol", ContentRootPath = AppContext.BaseDirectory });
        builder.Configuration.Sources.Clear();
        builder.Configuration.AddConfiguration(settings);
        builder.WebHost.UseUrls(Addresses(settings["Urls"] ?? "http://127.0.0.1:8080"));
        builder.Logging.ClearProviders().AddSerilog(Logging.Create(settings), dispose: true);
        builder.Services.AddSingleton(time ?? TimeProvider.System);
        builder.Services.TryAddShared(settings);
        foreach (var role in roles) role.Add(builder);
        if (roles.Count > 0) builder.Services.AddHostedService<SchemaStart>();
        var app = builder.Build();
        try
        {
            // Before the roles are mapped: they read their settings, and the first wrong one would hide all others.
            Validate(app);
            Operations.Map(app, roles);
            foreach (var role in roles) role.Map(app);
            return app;
        }
        catch
        {
            ((IDisposable)app).Dispose();
            throw;
        }
    }

    private static void Validate(WebApplication app)
    {
        try
        {
            app.Services.GetService<IStartupValidator>()?.Validate();
        }
        catch (AggregateException e)
        {
            throw new ConfigurationException([.. e.Flatten().InnerExceptions.SelectMany(Faults)]);
        }
        catch (Exception e) when (e is OptionsValidationException or InvalidOperationException)
        {
            throw new ConfigurationException([.. Faults(e)]);
        }
    }

    /// <summary>
    /// A crashed loop stops the host, and with the framework's defaults the process would still exit with 0 and no
    /// supervisor would start it again. So the loops are collected first and looked at afterwards.
    /// </summary>
    internal static async Task<int> RunAsync(WebApplication app, CancellationToken cancellation)
    {
        var loops = app.Services.GetServices<IHostedService>().OfType<BackgroundService>().ToList();
        var logger = app.Services.GetRequiredService<ILoggerFactory>().CreateLogger("VoipControl");
        try
        {
            await app.StartAsync(cancellation);
            Log.Started(logger, string.Join(", ", app.Urls));
            await app.WaitForShutdownAsync(cancellation);
        }
        catch (Exception e) when (e is not OperationCanceledException || !cancellation.IsCancellationRequested)
        {
            Log.Crashed(logger, e);
            return 1;
        }
        foreach (var loop in loops)
        {
            if (loop.ExecuteTask is not { IsFaulted: true } crashed) continue;
            Log.Crashed(logger, crashed.Exception!.InnerException ?? crashed.Exception);
            return 1;
        }
        Log.Stopped(logger);
        return 0;
    }

    private static string[] Addresses(string urls)
    {
        var addresses = urls.Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        foreach (var address in addresses)
        {
            try
            {
                // No https: TLS is the reverse proxy's, and the server is built without it.
                if (BindingAddress.Parse(address).Scheme is "http") continue;
            }
            catch (FormatException)
            {
                // Told below, with the key.
            }
            throw new ConfigurationException([$"Urls must be addresses such as http://127.0.0.1:8080, separated by ';', not '{address}'"]);
        }
        return addresses.Length > 0 ? addresses : throw new ConfigurationException(["Urls must not be empty"]);
    }

    private static IEnumerable<string> Faults(Exception e)
    {
        if (e is OptionsValidationException options) return options.Failures;
        // The binder wraps what it says of a value within a list; only the innermost names the key.
        while (e.InnerException is InvalidOperationException inner) e = inner;
        return [e.Message];
    }
}
