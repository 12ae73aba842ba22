using Microsoft.Extensions.Options;

namespace VoipControl.Host;

/// <summary>Settings of the database (section `Database`).</summary>
internal sealed class DatabaseOptions : IValidateOptions<DatabaseOptions>
{
    /// <summary>How MariaDB or MySQL is reached: `Server=…;Port=…;User ID=…;Password=…;Database=voipcontrol`.</summary>
    public string ConnectionString { get; set; } = "";

    public ValidateOptionsResult Validate(string? name, DatabaseOptions options)
    {
        if (string.IsNullOrEmpty(options.ConnectionString)) return ValidateOptionsResult.Fail("Database:ConnectionString must not be empty");
        try
        {
            using var probe = new Store.MySql.VoipDatabase(options.ConnectionString);
            return ValidateOptionsResult.Success;
        }
        catch (ArgumentException e)
        {
            return ValidateOptionsResult.Fail("Database:ConnectionString cannot be used: " + e.Message);
        }
    }
}
