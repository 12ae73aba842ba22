using NUnit.Framework;
using VoipControl.Store.MySql;

namespace VoipControl.Tests.Store;

public sealed class VoipDatabaseTests
{
    [Test]
    public void Neither_password_nor_user_is_shown()
    {
        using var database = new VoipDatabase("Server=db1;Database=vc;User ID=someone;Password=secret");
        Assert.That(database.ConnectionString, Does.Not.Contain("secret").And.Not.Contain("someone").And.Contain("db1:3306"));
    }

    [TestCase("Database=vc;Server=", "Server")]
    [TestCase("Server=db1", "Database")]
    [TestCase("Server=db1;Database=vc;Colour=blue", "olour")]
    [TestCase("Server=db1;Database=vc;Port=many", "cannot be read")]
    public void A_bad_connection_string_is_refused_with_the_option(string connectionString, string says) =>
        Assert.That(() => new VoipDatabase(connectionString), Throws.ArgumentException.With.Message.Contains(says));
}
