using System.Net;
using System.Net.Sockets;
using Dapper;
using NUnit.Framework;
using VoipControl.Store.MySql;

namespace VoipControl.IntegrationTests.Store;

public sealed class DriverTests : DatabaseFixture
{
    [Test]
    public async Task A_statement_that_takes_too_long_ends_with_an_error()
    {
        await using var connection = await Database.OpenAsync(Deadline);
        var error = await Assert.ThrowsAsync(Is.InstanceOf<Exception>(), () =>
            connection.ExecuteAsync(new CommandDefinition("SELECT SLEEP(60)", commandTimeout: 1, cancellationToken: Deadline)));
        Assert.That(VoipDatabase.IsUnavailable(error!), Is.True);
    }

    [Test]
    public async Task A_canceled_statement_ends_as_canceled()
    {
        await using var connection = await Database.OpenAsync(Deadline);
        using var cancel = new CancellationTokenSource(TimeSpan.FromMilliseconds(300));
        await Assert.ThrowsAsync(Is.InstanceOf<OperationCanceledException>(), () =>
            Task.Run(() => connection.ExecuteAsync(new CommandDefinition("SELECT SLEEP(60)", cancellationToken: cancel.Token))));
    }

    [Test]
    public async Task A_server_that_accepts_and_stays_silent_ends_the_connect()
    {
        using var silent = new TcpListener(IPAddress.Loopback, 0);
        silent.Start();
        using var database = new VoipDatabase($"Server=127.0.0.1;Port={((IPEndPoint)silent.LocalEndpoint).Port};Database=vc;Connect Timeout=1");
        var error = await Assert.ThrowsAsync(Is.InstanceOf<Exception>(), () => database.OpenAsync(Deadline).AsTask());
        Assert.That(VoipDatabase.IsUnavailable(error!), Is.True);
    }

    [Test]
    public async Task An_absent_server_is_told_as_unavailable()
    {
        using var taken = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        taken.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        using var database = new VoipDatabase($"Server=127.0.0.1;Port={((IPEndPoint)taken.LocalEndPoint!).Port};Database=vc");
        var error = await Assert.ThrowsAsync(Is.InstanceOf<Exception>(), () => database.OpenAsync(Deadline).AsTask());
        Assert.That(VoipDatabase.IsUnavailable(error!), Is.True);
    }

    [TestCase("INSERT INTO tenants (id, name, created_at) VALUES (REPEAT('x', 65), '', '2026-01-01')")]
    [TestCase("INSERT INTO tenants (id, name, created_at) VALUES ('a', '', 'never')")]
    [TestCase("INSERT INTO tenants (id, name, created_at) VALUES (NULL, '', '2026-01-01')")]
    public async Task A_value_that_does_not_fit_is_a_data_error(string sql)
    {
        await using var connection = await Database.OpenAsync(Deadline);
        var error = await Assert.ThrowsAsync(Is.InstanceOf<Exception>(), () => connection.ExecuteAsync(sql));
        Assert.That((VoipDatabase.IsDataError(error!), VoipDatabase.IsUnavailable(error!)), Is.EqualTo((true, false)));
    }

    [Test]
    public async Task A_second_row_with_the_same_key_is_told_as_such()
    {
        await using var connection = await Database.OpenAsync(Deadline);
        var error = await Assert.ThrowsAsync(Is.InstanceOf<Exception>(), () =>
            connection.ExecuteAsync("INSERT INTO tenants (id, name, created_at) VALUES ('default', '', '2026-01-01')"));
        Assert.That(VoipDatabase.IsDuplicateKey(error!), Is.True);
    }
}
