"""What commands do: functions of the screen that they were given on."""
