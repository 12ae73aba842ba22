using Microsoft.Data.Sqlite;

namespace VoipControl.Tests.Lab.RealCalls;

/// <summary>Reads table recovery from outside, as whatever copies it does.</summary>
internal static class LabRows
{
    public static async Task<List<string>> ReadAsync(string file)
    {
        var uuids = new List<string>();
        await using var connection = new SqliteConnection($"Data Source={file};Mode=ReadOnly;Pooling=False");
        await connection.OpenAsync();
        await using var command = connection.CreateCommand();
        command.CommandText = "select uuid from recovery";
        await using var reader = await command.ExecuteReaderAsync();
        while (await reader.ReadAsync())
            uuids.Add(reader.GetString(0));
        return uuids;
    }
}
