using System.Data;
using Dapper;
using VoipControl.Core.Calls;

namespace VoipControl.Store;

/// <summary>
/// How values go to and come from MySQL through Dapper: ids are BINARY(16) in text order, times are UTC.
/// <see cref="MySql.VoipDatabase"/> registers them, so whoever has a database has them.
/// </summary>
internal static class StoreTypes
{
    private static readonly Lazy<bool> Registered = new(static () =>
    {
        // Dapper asks its own table before any handler for these two.
        SqlMapper.RemoveTypeMap(typeof(Guid));
        SqlMapper.RemoveTypeMap(typeof(Guid?));
        SqlMapper.RemoveTypeMap(typeof(DateTime));
        SqlMapper.RemoveTypeMap(typeof(DateTime?));
        SqlMapper.AddTypeHandler(new IdHandler<Guid>(static g => g, static g => g));
        SqlMapper.AddTypeHandler(new IdHandler<CallId>(static g => new CallId(g), static c => c.Value));
        SqlMapper.AddTypeHandler(new IdHandler<LegId>(static g => new LegId(g), static l => l.Value));
        SqlMapper.AddTypeHandler(new UtcHandler());
        SqlMapper.Settings.CommandTimeout = null;
        return true;
    });

    public static void Register() => _ = Registered.Value;

    public static byte[] Bytes(Guid id) => id.ToByteArray(bigEndian: true);

    public static Guid Id(object value) => value is Guid guid ? guid : new Guid((byte[])value, bigEndian: true);

    private sealed class IdHandler<T>(Func<Guid, T> wrap, Func<T, Guid> unwrap) : SqlMapper.TypeHandler<T> where T : struct
    {
        public override T Parse(object value) => wrap(StoreTypes.Id(value));

        public override void SetValue(IDbDataParameter parameter, T value)
        {
            parameter.DbType = DbType.Binary;
            parameter.Value = Bytes(unwrap(value));
        }
    }

    private sealed class UtcHandler : SqlMapper.TypeHandler<DateTime>
    {
        public override DateTime Parse(object value) => DateTime.SpecifyKind((DateTime)value, DateTimeKind.Utc);

        public override void SetValue(IDbDataParameter parameter, DateTime value)
        {
            parameter.DbType = DbType.DateTime;
            parameter.Value = value.Kind == DateTimeKind.Local ? value.ToUniversalTime() : value;
        }
    }
}
