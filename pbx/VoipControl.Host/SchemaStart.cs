using VoipControl.Store;
using VoipControl.Store.Migrations;
using VoipControl.Store.MySql;

namespace VoipControl.Host;

/// <summary>
/// Migrates the database at the start, as soon as it can be reached: a process that follows calls must come up while
/// MySQL is away. Whoever needs the tables waits for <see cref="DatabaseGate"/>.
/// </summary>
internal sealed class SchemaStart(VoipDatabase database, DatabaseGate gate, TimeProvider time, ILogger<SchemaStart> logger) : BackgroundService
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(2);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var told = false;
        while (true)
        {
            try
            {
                await MigrationRunner.RunAsync(database, time, logger, stoppingToken);
                gate.Open();
                Log.SchemaReady(logger);
                return;
            }
            catch (Exception e) when (VoipDatabase.IsUnavailable(e))
            {
                // Asked to stop while MySQL is away is no crash.
                stoppingToken.ThrowIfCancellationRequested();
                if (!told) Log.SchemaWaits(logger, e.Message);
                told = true;
            }
            await Task.Delay(Pause, time, stoppingToken);
        }
    }
}
